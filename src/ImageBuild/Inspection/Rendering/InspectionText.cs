using System.Globalization;
using System.Text;
using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Layers;
using ImageBuild.Inspection.Packages;
using ImageBuild.Layers;
using static ImageBuild.Inspection.Rendering.TextLine;

namespace ImageBuild.Inspection.Rendering;

/// <summary>An inspection as a tree of platforms and layers.</summary>
/// <param name="ShowPackages">Every package on a line of its own, with licence and layers.</param>
/// <param name="ShowFiles">Every file of every layer.</param>
public sealed record InspectionText(bool ShowPackages, bool ShowFiles)
{
    /// <summary>How many packages or licences are named before the others are counted.</summary>
    private const int Named = 4;

    private const int MaxNameLength = 48;

    /// <summary>The tree's lines in front of what a layer holds.</summary>
    private const int Indentation = 6;

    /// <summary>How many characters fit on a line: layers lose their last columns, lists of packages go on in the next line.</summary>
    public int Width { get; init; } = int.MaxValue;

    /// <summary>The lines.</summary>
    /// <param name="inspection">What was found.</param>
    /// <param name="comparison">What another image has in common with it; null for none.</param>
    public IEnumerable<TextLine> Lines(ImageInspection inspection, SharedContent? comparison = null)
    {
        yield return new TextLine(Strong(inspection.Source));
        if (inspection.Images is not [var only] || only.Manifest.Digest != inspection.Root.Digest)
            yield return new TextLine(Faint($"{inspection.Root.Digest}  index of {Count(inspection.Images.Count, "image")}"));
        foreach (var image in inspection.Images)
        {
            yield return new TextLine();
            foreach (var line in Image(image, inspection.Depth, comparison?.With(image)))
                yield return line;
        }
    }

    private IEnumerable<TextLine> Image(InspectedImage image, InspectionDepth depth, SharedImage? shared)
    {
        var unpacked = depth == InspectionDepth.Manifest ? "" : $", {ByteSize.Text(image.UnpackedSize)} unpacked";
        yield return new TextLine(
            Heading(image.Platform.ToString()), $"  {ByteSize.Text(image.Size)} in {Count(image.Layers.Count, "layer")}{unpacked}");
        yield return new TextLine(Faint("│  "), Faint(image.Manifest.Digest.ToString()));
        foreach (var line in TextTable.Lines([.. Settings(image)]))
            yield return line.Behind(Faint("│  "));
        if (image.HiddenSize > 0)
            yield return new TextLine(Faint("│  "), new TextSpan($"{ByteSize.Text(image.HiddenSize)} lie in files that a higher layer replaces or removes", TextStyle.Changed));
        foreach (var note in image.Notes)
            yield return new TextLine(Faint("│  "), new TextSpan(note, TextStyle.Changed));
        if (shared is not null)
        {
            yield return new TextLine(
                Faint("│  "), new TextSpan($"{shared.SharedLayers} of {Count(image.Layers.Count, "layer")} are those of {shared.Source}: {ByteSize.Text(shared.SharedSize)} of {ByteSize.Text(image.Size)}", TextStyle.Good));
        }

        yield return new TextLine(Faint("│"));

        var heads = TextTable.LinesWithin(Width - 3, [.. image.Layers.Select(layer => Head(layer, shared))], 0, 3, 4);
        foreach (var (layer, head) in image.Layers.Zip(heads))
        {
            var isLast = layer.Index == image.Layers.Count - 1;
            yield return head.Behind(Faint(isLast ? "└─ " : "├─ "));
            foreach (var line in Inside(layer))
                yield return line.Behind(Faint(isLast ? "      " : "│     "));
        }

        if (ShowPackages)
        {
            foreach (var line in Packages(image))
                yield return line;
        }
    }

    private static IEnumerable<IReadOnlyList<TextSpan>> Settings(InspectedImage image)
    {
        var config = image.Config;
        yield return Row("user", config.User ?? "root");
        yield return Row("command", Command(config));
        yield return Row("folder", config.WorkingDirectory ?? "/");
        if (config.ExposedPorts.Count > 0)
            yield return Row("ports", string.Join(", ", config.ExposedPorts));
        if (config.Volumes.Count > 0)
            yield return Row("volumes", string.Join(", ", config.Volumes));
        if (config.StopSignal is { } signal)
            yield return Row("stop signal", signal);
        if (config.Created is { } created)
            yield return Row("created", Time(created));
        foreach (var row in Map("environment", config.Environment).Concat(Map("labels", config.Labels)).Concat(Map("annotations", image.Annotations)))
            yield return row;

        static IReadOnlyList<TextSpan> Row(string name, string value) => [Faint(name), value];

        static IEnumerable<IReadOnlyList<TextSpan>> Map(string name, IEnumerable<KeyValuePair<string, string>> pairs) =>
            pairs.Select((pair, index) => Row(index == 0 ? name : "", $"{pair.Key}={pair.Value}"));
    }

    private static IReadOnlyList<TextSpan> Head(InspectedLayer layer, SharedImage? shared) =>
    [
        Faint((layer.Index + 1).ToString(CultureInfo.InvariantCulture)),
        Accent(layer.Kind?.Name() ?? "-"),
        Strong(NameOf(layer) is { Length: > MaxNameLength } name ? name[..(MaxNameLength - 1)] + "…" : NameOf(layer)),
        ByteSize.Text(layer.Descriptor.Size),
        string.Create(CultureInfo.InvariantCulture, $"{layer.Share * 100:0.0} %"),
        new TextSpan(shared?.Has(layer) == true ? "shared" : "", TextStyle.Good),
        Accent(Bar(layer.Share)),
        Faint($"sha256:{layer.Descriptor.Digest.Short}"),
    ];

    /// <summary>One package says more than the name of its family.</summary>
    private static string NameOf(InspectedLayer layer) =>
        layer is { Kind: LayerKind.Packages or LayerKind.App, Packages: [var only] } ? only.Identity.ToString() : layer.Name;

    private IEnumerable<TextLine> Inside(InspectedLayer layer)
    {
        var packages = layer.Packages.Select(package => package.Identity.ToString()).ToList();
        if (packages.Count > 0 && packages[0] != NameOf(layer))
        {
            foreach (var line in Wrapped(First(packages)))
                yield return new TextLine(line);
        }

        if (!ShowFiles || layer.Files is null)
            yield break;
        var rows = layer.Files.Where(file => file.Entry.Type != LayerEntryType.Directory).Select(FileRow).ToList();
        foreach (var line in TextTable.Lines(rows, 2))
            yield return line;
    }

    private static IReadOnlyList<TextSpan> FileRow(InspectedFile file)
    {
        var entry = file.Entry;
        var owner = entry is { UserId: 0, GroupId: 0 } ? "" : string.Create(CultureInfo.InvariantCulture, $"{entry.UserId}:{entry.GroupId}");
        return
        [
            Faint(FileMode.Text(entry)),
            Faint(owner),
            ByteSize.Text(entry.Size),
            new TextSpan("/" + entry.Path + (entry.LinkTarget is { } target ? $" -> {(entry.Type == LayerEntryType.HardLink ? "/" : "")}{target}" : ""), file.IsHidden ? TextStyle.Bad : TextStyle.Plain),
            Faint((file.IsHidden ? "hidden  " : "") + (file.Package?.ToString() ?? "")),
        ];
    }

    private static IEnumerable<TextLine> Packages(InspectedImage image)
    {
        yield return new TextLine();
        yield return new TextLine(Heading(Count(image.Packages.Count, "package")));
        var rows = image.Packages.Select(package => (IReadOnlyList<TextSpan>)
        [
            Accent(package.Identity.Type.Name()), Strong(package.Identity.Name), package.Identity.Version, ByteSize.Text(package.Size),
            Faint(package.Layers.Count == 0 ? "no files" : $"in {string.Join(", ", package.Layers.Select(layer => layer + 1))}"),
            First(package.Licenses),
        ]);
        foreach (var line in TextTable.Lines([.. rows], 3))
            yield return line;
    }

    /// <summary>The words of a text on as few lines as fit behind the tree's own.</summary>
    private IEnumerable<string> Wrapped(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && Indentation + line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private static string First(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");

    /// <summary>Ten cells of eighths.</summary>
    private static string Bar(double share)
    {
        var eighths = (int)Math.Round(share * 80);
        var full = new string('█', eighths / 8);
        return (full + (eighths % 8 == 0 ? "" : ((char)('█' + 8 - (eighths % 8))).ToString())).PadRight(10);
    }

    private static string Command(ImageConfig config) =>
        string.Join(' ', config.Entrypoint.Concat(config.Command).Select(part => part.Length == 0 || part.Any(char.IsWhiteSpace) ? $"\"{part}\"" : part));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
