using System.Globalization;
using System.Text;

namespace ImageBuild.Layers;

/// <summary>Which file goes into which layer. Pure: the same files give the same plan, in whatever order they come.</summary>
/// <param name="Layers">Lowest first; no layer is empty.</param>
public sealed record LayerPlan(IReadOnlyList<PlannedLayer> Layers)
{
    /// <summary>How many layers an application may have; measured in docs/decisions/0005-package-layers.md.</summary>
    public const int DefaultBudget = 20;

    /// <summary>Kept for the kinds that are no packages, used or not, so that the first static file does not cut the packages anew.</summary>
    private const int ReservedLayers = 4;

    private const string BaseRuntime = "Microsoft.NETCore.App.";

    /// <summary>Sorts the files of an application into layers.</summary>
    /// <param name="files">The files.</param>
    /// <param name="budget">The most layers there may be, at least 1. Runtime packs do not count, as the frameworks of a base do not.</param>
    public static LayerPlan Create(IEnumerable<AppFile> files, int budget = DefaultBudget)
    {
        // No GroupBy: for a key of a type of ours the runtime would first have to compile it.
        var all = files.ToList();
        var layers = new List<PlannedLayer>();
        for (var kind = LayerKind.BaseOs; kind <= LayerKind.Configuration; kind++)
        {
            var ofKind = all.FindAll(file => Fold(KindOf(file.Origin), budget) == kind);
            if (ofKind.Count > 0)
                layers.AddRange(Split(kind, ofKind, budget));
        }

        return new(layers);
    }

    /// <summary>The plan as text: a line a layer, below it a line a file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var layer in Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{layer.Kind.Name()} ({layer.Name}): {layer.Entries.Count} files, {layer.Size} bytes\n");
            foreach (var entry in layer.Entries)
                text.Append(CultureInfo.InvariantCulture, $"  /{entry.Path}{(entry.LinkTarget is null ? "" : " -> " + entry.LinkTarget)}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<PlannedLayer> Split(LayerKind kind, IEnumerable<AppFile> files, int budget) => kind switch
    {
        LayerKind.Framework => RuntimePacks(files),
        LayerKind.Packages => PackageLayers.Cut(files, Math.Max(1, budget - ReservedLayers)),
        LayerKind.ProjectReferences => [Layer(kind, "referenced projects", files)],
        LayerKind.StaticWebAssets => [Layer(kind, "web root", files)],
        LayerKind.Configuration => [Layer(kind, "configuration", files)],
        _ => [Layer(kind, "application", Uncovered(files))],
    };

    /// <summary>A layer for each runtime pack of a self-contained application, the one all others build on lowest.</summary>
    private static IEnumerable<PlannedLayer> RuntimePacks(IEnumerable<AppFile> files) => files
        .GroupBy(PackageId, StringComparer.OrdinalIgnoreCase)
        .Select(pack => Layer(LayerKind.Framework, pack.Select(PackageId).Min(StringComparer.Ordinal)!, pack))
        .OrderBy(layer => layer.Name.StartsWith(BaseRuntime, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
        .ThenBy(layer => layer.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What a budget below 5 has no layer for joins the application.</summary>
    private static LayerKind Fold(LayerKind kind, int budget) => kind switch
    {
        LayerKind.Packages when budget < 2 => LayerKind.App,
        LayerKind.StaticWebAssets when budget < 3 => LayerKind.App,
        LayerKind.ProjectReferences when budget < 4 => LayerKind.App,
        LayerKind.Configuration when budget < 5 => LayerKind.App,
        _ => kind,
    };

    /// <summary>A file that would cover another one in a layer of its own does so in a common one.</summary>
    private static IEnumerable<AppFile> Uncovered(IEnumerable<AppFile> files) => files
        .GroupBy(file => file.Entry.Path, StringComparer.Ordinal)
        .SelectMany(same => same.Where(file => KindOf(file.Origin) == same.Max(other => KindOf(other.Origin))));

    private static PlannedLayer Layer(LayerKind kind, string name, IEnumerable<AppFile> files) => PlannedLayer.Of(kind, name, files.Select(file => file.Entry));

    private static LayerKind KindOf(FileOrigin origin) => origin switch
    {
        FileOrigin.Package package => PackageFamily.IsRuntime(package.Id) ? LayerKind.Framework : LayerKind.Packages,
        FileOrigin.Project => LayerKind.ProjectReferences,
        FileOrigin.StaticWebAsset => LayerKind.StaticWebAssets,
        FileOrigin.Configuration => LayerKind.Configuration,
        _ => LayerKind.App,
    };

    private static string PackageId(AppFile file) => ((FileOrigin.Package)file.Origin).Id;
}
