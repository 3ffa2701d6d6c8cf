using System.Text;
using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>The files that packages are added to. Only some have their contents.</summary>
internal sealed class BaseTree
{
    /// <summary>As many links as Linux follows before it gives up.</summary>
    private const int LinkLimit = 40;

    private const string Whiteout = ".wh.";
    private const string OpaqueWhiteout = ".wh..wh..opq";

    private readonly SortedDictionary<string, TarEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>A tree of one layer.</summary>
    public static BaseTree Of(IEnumerable<TarEntry> entries) => Of([entries]);

    /// <summary>A tree of several layers, the lowest first.</summary>
    public static BaseTree Of(IEnumerable<IEnumerable<TarEntry>> layers)
    {
        var tree = new BaseTree();
        foreach (var layer in layers)
            tree.Lay([.. layer]);
        return tree;
    }

    /// <summary>Whether somebody who reads packages and adds to them needs the contents of a file.</summary>
    public static bool IsOfInterest(string path) =>
        path is "etc/os-release" or "usr/lib/os-release" or "etc/passwd" or "etc/group" or "etc/shadow" or "etc/ssl/certs/ca-certificates.crt"
        || path == DpkgDatabase.StatusFile
        || path.StartsWith(DpkgDatabase.StatusFolder, StringComparison.Ordinal);

    /// <summary>Everything there is.</summary>
    public IEnumerable<TarEntry> Entries => _entries.Values;

    /// <summary>What is exactly at a path; null for nothing.</summary>
    public TarEntry? Find(string path) => _entries.GetValueOrDefault(path);

    /// <summary>The text of a file, through links; null where there is none or its content is not at hand.</summary>
    public string? ReadText(string path) =>
        Find(Follow(path, followLast: true)) is { Content: FileContent.InMemory content } ? Encoding.UTF8.GetString(content.Bytes.Span) : null;

    /// <summary>Where a path leads when the directories on its way are links.</summary>
    public string Resolve(string path) => Follow(path, followLast: false);

    /// <summary>Lays a layer on what is there: whiteouts first, they are about what lies below; then its files.</summary>
    private void Lay(IReadOnlyList<TarEntry> layer)
    {
        foreach (var path in layer.Select(entry => entry.Path))
        {
            var (folder, name) = (PackagePath.Parent(path), path[(path.LastIndexOf('/') + 1)..]);
            if (name == OpaqueWhiteout)
                RemoveBelow(Follow(folder, followLast: true));
            else if (name.StartsWith(Whiteout, StringComparison.Ordinal))
                Remove(Resolve($"{folder}/{name[Whiteout.Length..]}"));
        }

        foreach (var entry in layer.Where(entry => !entry.Path[(entry.Path.LastIndexOf('/') + 1)..].StartsWith(Whiteout, StringComparison.Ordinal)))
        {
            // Runtimes unpack "lib/x" through a link "lib" that an earlier layer has.
            var place = Resolve(entry.Path);
            if (entry.Kind != TarEntryKind.Directory && Find(place) is { Kind: TarEntryKind.Directory })
                Remove(place);
            _entries[place] = entry with { Path = place };
        }
    }

    private void Remove(string path)
    {
        _entries.Remove(path);
        RemoveBelow(path);
    }

    private void RemoveBelow(string folder)
    {
        foreach (var below in _entries.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)).ToList())
            _entries.Remove(below);
    }

    private string Follow(string path, bool followLast)
    {
        var (done, open) = (new List<string>(), new Stack<string>(path.Split('/').Reverse()));
        for (var links = 0; open.TryPop(out var part);)
        {
            if (part is "" or ".")
                continue;
            if (part == "..")
            {
                if (done.Count > 0)
                    done.RemoveAt(done.Count - 1);
                continue;
            }

            done.Add(part);
            if ((open.Count == 0 && !followLast) || Find(string.Join('/', done)) is not { Kind: TarEntryKind.SymbolicLink, LinkTarget: { } target } || ++links > LinkLimit)
                continue;
            done.RemoveAt(done.Count - 1);
            if (target.StartsWith('/'))
                done.Clear();
            foreach (var step in target.Split('/').Reverse())
                open.Push(step);
        }

        return string.Join('/', done);
    }
}
