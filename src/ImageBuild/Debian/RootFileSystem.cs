using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>The files of several packages, and ours, becoming one tree.</summary>
/// <param name="below">What the tree is laid on; null for nothing.</param>
internal sealed class RootFileSystem(BaseTree? below = null)
{
    private readonly SortedDictionary<string, (TarEntry Entry, PackageDescription? Owner)> _entries = new(StringComparer.Ordinal);

    /// <summary>Whether something is at a path.</summary>
    public bool Contains(string path) => _entries.ContainsKey(path);

    /// <summary>Everything there is, by path in ordinal order.</summary>
    public IEnumerable<TarEntry> Entries => _entries.Values.Select(pair => pair.Entry);

    /// <summary>Where a path of a package is in the image: through the links that stand for directories there.</summary>
    public string Place(string path) => PackagePath.Merge(below?.Resolve(path) ?? path);

    /// <summary>Adds an entry at its place.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="owner">The package.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageFilesCollide"/>: another package has a different file there.</exception>
    public void Add(TarEntry entry, PackageDescription owner)
    {
        if (PackagePath.MergedDirectories.Contains(entry.Path) && entry.Kind == TarEntryKind.SymbolicLink)
            return; // base-files has these links from Debian 13 on; Build makes them for every release
        entry = entry with { Path = Place(entry.Path) };
        if (below?.Find(entry.Path) is { } lower && !MayCover(entry, lower, owner))
            return;
        if (!_entries.TryGetValue(entry.Path, out var present) || (!AreAlike(present.Entry, entry) && Replaces(owner, present.Owner)))
            _entries[entry.Path] = (entry, owner);
        else if (!AreAlike(present.Entry, entry) && !Replaces(present.Owner, owner))
            throw ErrorCodes.PackageFilesCollide.Error($"Both {NameOf(present.Owner)} and {owner.Name} bring '{entry.Path}'.");
    }

    /// <summary>Puts an entry in place of whatever is there.</summary>
    public void Replace(TarEntry entry) => _entries[entry.Path] = (entry, null);

    /// <summary>Makes a directory a link, as installation scripts do; left alone where a package put something in it.</summary>
    public void MakeLink(string directory, string target)
    {
        if (!_entries.Keys.Any(path => path.StartsWith(directory + "/", StringComparison.Ordinal)))
            Replace(TarEntry.SymbolicLink(directory, target));
    }

    /// <summary>The finished tree: parents before children, ordinal order, hard links where two paths share their content.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageUnsafe"/>: something lies below a file or a link.</exception>
    public IReadOnlyList<TarEntry> Build()
    {
        foreach (var (path, (_, owner)) in _entries.ToArray())
            AddParents(path, owner);
        foreach (var directory in PackagePath.MergedDirectories.Where(directory => _entries.ContainsKey("usr/" + directory) && below?.Find(directory) is null))
            _entries[directory] = (TarEntry.SymbolicLink(directory, "usr/" + directory), null);

        var first = new Dictionary<FileContent, string>(ReferenceEqualityComparer.Instance);
        return [.. _entries.Values.Select(pair => pair.Entry).Select(entry => Link(entry, first))];
    }

    /// <summary>As dpkg: a directory that is there keeps its owner and mode, and a link in its place stays a link.</summary>
    private static bool MayCover(TarEntry entry, TarEntry lower, PackageDescription owner)
    {
        if (entry.Kind == TarEntryKind.Directory)
        {
            return lower.Kind is TarEntryKind.Directory or TarEntryKind.SymbolicLink
                ? false
                : throw ErrorCodes.PackageFilesCollide.Error($"The package {owner.Name} has the directory '{entry.Path}', where the base has a file.");
        }

        if (lower.Kind != TarEntryKind.Directory)
            return true;
        return entry.Kind == TarEntryKind.SymbolicLink
            ? false
            : throw ErrorCodes.PackageFilesCollide.Error($"The package {owner.Name} has the file '{entry.Path}', where the base has a directory.");
    }

    /// <summary>Policy 7.6: a package may say that it takes over files of another one.</summary>
    private static bool Replaces(PackageDescription? package, PackageDescription? other) =>
        package is not null && other is not null && package.Replaces.Any(other.Satisfies);

    /// <summary>The package whose file came first stays; directories are shared by nature, the same link or file by custom.</summary>
    private static bool AreAlike(TarEntry left, TarEntry right)
    {
        if (left.Kind != right.Kind || left.LinkTarget != right.LinkTarget)
            return false;
        return left.Content is not FileContent.InMemory leftContent
            || (right.Content is FileContent.InMemory rightContent && leftContent.Bytes.Span.SequenceEqual(rightContent.Bytes.Span));
    }

    private void AddParents(string path, PackageDescription? owner)
    {
        for (var parent = PackagePath.Parent(path); parent.Length > 0; parent = PackagePath.Parent(parent))
        {
            if (!_entries.TryGetValue(parent, out var present))
                _entries.Add(parent, (below?.Find(parent) is { Kind: TarEntryKind.Directory } lower ? lower : TarEntry.Directory(parent), owner));
            else if (present.Entry.Kind != TarEntryKind.Directory)
                throw ErrorCodes.PackageUnsafe.Error($"The package {NameOf(owner)} has '{path}' below '{parent}', which is not a directory.");
        }
    }

    private static string NameOf(PackageDescription? owner) => owner?.Name ?? "the base system";

    private static TarEntry Link(TarEntry entry, Dictionary<FileContent, string> first) =>
        entry.Content is null || first.TryAdd(entry.Content, entry.Path)
            ? entry
            : entry with { Kind = TarEntryKind.HardLink, Content = null, LinkTarget = first[entry.Content] };
}
