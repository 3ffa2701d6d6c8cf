using ImageBuild.Inspection.Assemblies;
using ImageBuild.Inspection.Layers;

namespace ImageBuild.Inspection.Comparing;

/// <summary>Compares the files of two layers. Pure.</summary>
internal static class FileComparison
{
    /// <summary>The files that differ, by path.</summary>
    public static IReadOnlyList<FileChange> Compare(IReadOnlyList<InspectedFile> before, IReadOnlyList<InspectedFile> after)
    {
        var (olds, news) = (ByPath(before), ByPath(after));
        return
        [
            .. olds.Keys.Union(news.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(path => Compare(path, olds.GetValueOrDefault(path), news.GetValueOrDefault(path)))
                .OfType<FileChange>(),
        ];
    }

    private static Dictionary<string, InspectedFile> ByPath(IEnumerable<InspectedFile> files)
    {
        var byPath = new Dictionary<string, InspectedFile>(StringComparer.Ordinal);
        foreach (var file in files)
            byPath[file.Entry.Path] = file; // an archive may hold a path twice; the last one counts
        return byPath;
    }

    private static FileChange? Compare(string path, InspectedFile? before, InspectedFile? after)
    {
        var package = after?.Package ?? before?.Package;
        if (before is null || after is null)
            return new FileChange(path, before is null ? Difference.Added : Difference.Removed, FileAspects.None, before?.Entry, after?.Entry, package);
        var aspects = Aspects(before.Entry, after.Entry);
        if (aspects == FileAspects.None)
            return null;
        return new FileChange(path, Difference.Changed, aspects, before.Entry, after.Entry, package)
        {
            Assembly = aspects.HasFlag(FileAspects.Content) && before.Entry.Assembly is { } old && after.Entry.Assembly is { } now ? AssemblyChange.Between(old, now) : null,
        };
    }

    private static FileAspects Aspects(LayerEntry before, LayerEntry after) =>
        (before.Type != after.Type ? FileAspects.Type : 0)
        | (before.Digest != after.Digest ? FileAspects.Content : 0)
        | (before.Mode != after.Mode ? FileAspects.Mode : 0)
        | ((before.UserId, before.GroupId) != (after.UserId, after.GroupId) ? FileAspects.Owner : 0)
        | (before.Modified != after.Modified ? FileAspects.Time : 0)
        | (before.LinkTarget != after.LinkTarget ? FileAspects.Link : 0);
}
