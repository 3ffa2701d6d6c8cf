using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>The files of several packages, and ours, becoming one tree.</summary>
internal sealed class RootFileSystem
{
    private readonly SortedDictionary<string, (TarEntry Entry, string Owner)> _entries = new(StringComparer.Ordinal);

    /// <summary>Whether something is at a path.</summary>
    public bool Contains(string path) => _entries.ContainsKey(path);

    /// <summary>Everything there is, by path in ordinal order.</summary>
    public IEnumerable<TarEntry> Entries => _entries.Values.Select(pair => pair.Entry);

    /// <summary>Adds an entry at the place its path has after the merge of usr.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="owner">The package, for messages.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageFilesCollide"/>: another package has a different file there.</exception>
    public void Add(TarEntry entry, string owner)
    {
        if (PackagePath.MergedDirectories.Contains(entry.Path) && entry.Kind == TarEntryKind.SymbolicLink)
            return; // base-files has these links from Debian 13 on; Build makes them for every release
        entry = entry with { Path = PackagePath.Merge(entry.Path) };
        if (!_entries.TryGetValue(entry.Path, out var present))
            _entries.Add(entry.Path, (entry, owner));
        else if (!AreAlike(present.Entry, entry))
            throw ErrorCodes.PackageFilesCollide.Error($"Both {present.Owner} and {owner} bring '{entry.Path}'.");
    }

    /// <summary>Puts an entry in place of whatever is there.</summary>
    public void Replace(TarEntry entry, string owner) => _entries[entry.Path] = (entry, owner);

    /// <summary>Makes a directory a link, as installation scripts do; left alone where a package put something in it.</summary>
    public void MakeLink(string directory, string target, string owner)
    {
        if (!_entries.Keys.Any(path => path.StartsWith(directory + "/", StringComparison.Ordinal)))
            Replace(TarEntry.SymbolicLink(directory, target), owner);
    }

    /// <summary>The finished tree: parents before children, ordinal order, hard links where two paths share their content.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageUnsafe"/>: something lies below a file or a link.</exception>
    public IReadOnlyList<TarEntry> Build()
    {
        foreach (var (path, (_, owner)) in _entries.ToArray())
            AddParents(path, owner);
        foreach (var directory in PackagePath.MergedDirectories.Where(directory => _entries.ContainsKey("usr/" + directory)))
            _entries[directory] = (TarEntry.SymbolicLink(directory, "usr/" + directory), "");

        var first = new Dictionary<FileContent, string>(ReferenceEqualityComparer.Instance);
        return [.. _entries.Values.Select(pair => pair.Entry).Select(entry => Link(entry, first))];
    }

    /// <summary>The package whose file came first stays; directories are shared by nature, the same link or file by custom.</summary>
    private static bool AreAlike(TarEntry left, TarEntry right)
    {
        if (left.Kind != right.Kind || left.LinkTarget != right.LinkTarget)
            return false;
        return left.Content is not FileContent.InMemory leftContent
            || (right.Content is FileContent.InMemory rightContent && leftContent.Bytes.Span.SequenceEqual(rightContent.Bytes.Span));
    }

    private void AddParents(string path, string owner)
    {
        for (var parent = PackagePath.Parent(path); parent.Length > 0; parent = PackagePath.Parent(parent))
        {
            if (!_entries.TryGetValue(parent, out var present))
                _entries.Add(parent, (TarEntry.Directory(parent), owner));
            else if (present.Entry.Kind != TarEntryKind.Directory)
                throw ErrorCodes.PackageUnsafe.Error($"The package {owner} has '{path}' below '{parent}', which is not a directory.");
        }
    }

    private static TarEntry Link(TarEntry entry, Dictionary<FileContent, string> first) =>
        entry.Content is null || first.TryAdd(entry.Content, entry.Path)
            ? entry
            : entry with { Kind = TarEntryKind.HardLink, Content = null, LinkTarget = first[entry.Content] };
}
