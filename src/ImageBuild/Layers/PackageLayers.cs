namespace ImageBuild.Layers;

/// <summary>Cuts the packages of an application into layers. What was tried and measured is in docs/decisions/0005-package-layers.md.</summary>
internal static class PackageLayers
{
    /// <summary>From this size on, in bytes, a package has a layer of its own, so that neither is sent again because its family is nor the family because it is.</summary>
    private const long Large = 1_000_000;

    /// <summary>Like the volumes of a lexicon: whatever else an application has, a package is found in the same one.</summary>
    private static readonly (char From, string Name)[] Volumes =
        [('S', "other packages S-Z"), ('N', "other packages N-R"), ('M', "other packages M"), ('\0', "other packages A-L")];

    /// <summary>
    /// A layer for each large package and for each family without its large packages. When those are too many, the largest
    /// have one each and the others share a few.
    /// </summary>
    /// <param name="files">The files of packages.</param>
    /// <param name="layers">The most layers there may be, at least 1.</param>
    /// <returns>
    /// Lowest first. The largest lie lowest: a machine that knows a layer by all that lie below it has to pull what is above a changed one again.
    /// </returns>
    public static IEnumerable<PlannedLayer> Cut(IEnumerable<AppFile> files, int layers)
    {
        var groups = files
            .GroupBy(file => PackageFamily.Of(Id(file)), StringComparer.OrdinalIgnoreCase)
            .SelectMany(Groups)
            .OrderByDescending(group => group.Size)
            .ThenBy(group => group.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (groups.Count <= layers)
            return groups;
        var inVolumes = layers > Volumes.Length;
        var alone = layers - (inVolumes ? Volumes.Length : 1);
        return groups.Take(alone).Concat(groups.Skip(alone)
            .GroupBy(group => inVolumes ? VolumeOf(group.Name) : alone == 0 ? "NuGet packages" : "other packages")
            .OrderBy(volume => volume.Key, StringComparer.Ordinal)
            .Select(volume => PlannedLayer.Of(LayerKind.Packages, volume.Key, volume.SelectMany(group => group.Entries))));
    }

    /// <summary>The large packages of a family, each by itself, and the others together.</summary>
    private static IEnumerable<PlannedLayer> Groups(IEnumerable<AppFile> family)
    {
        var isLarge = family
            .GroupBy(Id, StringComparer.OrdinalIgnoreCase)
            .ToLookup(package => package.Sum(file => file.Entry.Content?.Size ?? 0) >= Large);
        foreach (var package in isLarge[true])
            yield return Layer(package, id => id, "");
        if (isLarge[false].Any())
            yield return Layer(isLarge[false].SelectMany(files => files), PackageFamily.Of, isLarge[true].Any() ? ".*" : "");
    }

    /// <summary>Of spellings that differ in case, one, the same in whatever order they come.</summary>
    private static PlannedLayer Layer(IEnumerable<AppFile> files, Func<string, string> nameOf, string suffix) =>
        PlannedLayer.Of(LayerKind.Packages, files.Select(file => nameOf(Id(file))).Min(StringComparer.Ordinal) + suffix, files.Select(file => file.Entry));

    private static string VolumeOf(string name) => Volumes.First(volume => volume.From <= char.ToUpperInvariant(name[0])).Name;

    private static string Id(AppFile file) => ((FileOrigin.Package)file.Origin).Id;
}
