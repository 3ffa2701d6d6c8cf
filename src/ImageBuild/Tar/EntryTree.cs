using ImageBuild.Diagnostics;

namespace ImageBuild.Tar;

/// <summary>Brings the entries of a layer into the one order and shape they are written in.</summary>
internal static class EntryTree
{
    /// <summary>
    /// Sorts by path, ordinal; adds missing parent directories (root, 0755) once; refuses a path that is there twice
    /// or that lies below something that is not a directory.
    /// </summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ConflictingPaths"/>.</exception>
    public static IReadOnlyList<TarEntry> Complete(IEnumerable<TarEntry> entries)
    {
        var tree = new SortedDictionary<string, TarEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!IsClean(entry.Path))
                throw ErrorCodes.ConflictingPaths.Error($"'{entry.Path}' is not a path inside an image.");
            if (!tree.TryAdd(entry.Path, entry) && !(tree[entry.Path] == entry && entry.Kind == TarEntryKind.Directory))
                throw ErrorCodes.ConflictingPaths.Error($"Two files claim the path '/{entry.Path}' in one layer.");
        }

        foreach (var path in tree.Keys.ToList())
        {
            for (var parent = ParentOf(path); parent is not null; parent = ParentOf(parent))
            {
                if (!tree.TryGetValue(parent, out var found))
                    tree.Add(parent, TarEntry.Directory(parent));
                else if (found.Kind != TarEntryKind.Directory)
                    throw ErrorCodes.ConflictingPaths.Error($"'/{path}' lies below '/{parent}', which is not a directory.");
                else
                    break;
            }
        }

        return [.. tree.Values];
    }

    private static string? ParentOf(string path)
    {
        var cut = path.LastIndexOf('/');
        return cut < 0 ? null : path[..cut];
    }

    private static bool IsClean(string path) =>
        path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal) && path.Split('/').All(part => part is not ("" or "." or ".."));
}
