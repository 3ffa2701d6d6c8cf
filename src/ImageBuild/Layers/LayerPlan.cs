using System.Globalization;
using System.Text;
using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>Which file goes into which layer. Pure: the same files give the same plan, in whatever order they come.</summary>
/// <param name="Layers">Lowest first; no layer is empty.</param>
public sealed record LayerPlan(IReadOnlyList<PlannedLayer> Layers)
{
    /// <summary>Sorts the files of an application into layers.</summary>
    public static LayerPlan Create(IEnumerable<AppFile> files) =>
        new([
            .. files
                .GroupBy(file => KindOf(file.Origin))
                .OrderBy(group => group.Key)
                .SelectMany(group => Split(group.Key, group)),
        ]);

    /// <summary>The plan as text: a line a layer, below it a line a file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var layer in Layers)
        {
            var size = layer.Entries.Sum(entry => entry.Content?.Size ?? 0);
            text.Append(CultureInfo.InvariantCulture, $"{layer.Kind.Name()} ({layer.Name}): {layer.Entries.Count} files, {size} bytes\n");
            foreach (var entry in layer.Entries)
                text.Append(CultureInfo.InvariantCulture, $"  /{entry.Path}{(entry.LinkTarget is null ? "" : " -> " + entry.LinkTarget)}\n");
        }

        return text.ToString();
    }

    /// <summary>The seam where one kind becomes several layers: today every kind is one.</summary>
    private static IEnumerable<PlannedLayer> Split(LayerKind kind, IEnumerable<AppFile> files) =>
        [new PlannedLayer(kind, Title(kind), Sorted(files.Select(file => file.Entry)))];

    private static IReadOnlyList<TarEntry> Sorted(IEnumerable<TarEntry> entries) =>
        [.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)];

    private static LayerKind KindOf(FileOrigin origin) => origin switch
    {
        FileOrigin.Package => LayerKind.Packages,
        FileOrigin.Project => LayerKind.ProjectReferences,
        FileOrigin.StaticWebAsset => LayerKind.StaticWebAssets,
        FileOrigin.Configuration => LayerKind.Configuration,
        _ => LayerKind.App,
    };

    private static string Title(LayerKind kind) => kind switch
    {
        LayerKind.Packages => "NuGet packages",
        LayerKind.ProjectReferences => "referenced projects",
        LayerKind.StaticWebAssets => "web root",
        LayerKind.Configuration => "configuration",
        _ => "application",
    };
}
