using System.Globalization;
using ImageBuild.Content;
using ImageBuild.Inspection.Assemblies;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Layers;
using ImageBuild.Layers;
using static ImageBuild.Inspection.Rendering.TextLine;

namespace ImageBuild.Inspection.Rendering;

/// <summary>An explanation as lines for people.</summary>
/// <param name="ShowFiles">Every file that differs, with what differs in it.</param>
public sealed record ExplanationText(bool ShowFiles)
{
    /// <summary>How many packages or files are named before the others are counted.</summary>
    private const int Named = 8;

    /// <summary>The lines.</summary>
    public IEnumerable<TextLine> Lines(Explanation explanation)
    {
        yield return new TextLine(Strong(explanation.Before), Faint(" → "), Strong(explanation.After));
        foreach (var platform in explanation.Removed)
            yield return new TextLine(new TextSpan($"{platform} is gone", TextStyle.Bad));
        foreach (var platform in explanation.Added)
            yield return new TextLine(new TextSpan($"{platform} is new", TextStyle.Good));
        foreach (var image in explanation.Images)
        {
            yield return new TextLine();
            foreach (var line in image.IsSame ? [Same(image)] : Changed(image))
                yield return line;
        }
    }

    private static TextLine Same(ImageChange image) =>
        new(Heading(image.Platform.ToString()), "  ", new TextSpan("the same image", TextStyle.Good), Faint($"  {image.After.Digest}"));

    private IEnumerable<TextLine> Changed(ImageChange image)
    {
        yield return new TextLine(Heading(image.Platform.ToString()), Faint($"  sha256:{image.Before.Digest.Short} → sha256:{image.After.Digest.Short}"));
        yield return new TextLine($"{image.SameLayers} of {image.Layers.Count(layer => layer.After is not null)} layers are the same; {ByteSize.Text(image.NewSize)} are new");
        var changed = image.Layers.Where(layer => layer.Difference != Difference.Same).ToList();
        if (changed.Count > 0)
            yield return new TextLine();
        foreach (var (layer, head) in changed.Zip(TextTable.Lines([.. changed.Select(Head)], 0, 4)))
        {
            yield return head;
            foreach (var line in Inside(layer))
                yield return line.Behind("    ");
        }

        foreach (var line in Settings(image).Concat(Causes(image)))
            yield return line;
    }

    private static IReadOnlyList<TextSpan> Head(LayerChange layer) =>
    [
        Faint((layer.Side.Index + 1).ToString(CultureInfo.InvariantCulture)),
        new TextSpan(layer.Difference.ToString().ToLowerInvariant(), StyleOf(layer.Difference)),
        Accent(layer.Side.Label.Kind?.Name() ?? "-"),
        Strong(Name(layer)),
        layer.Difference == Difference.Removed ? "" : ByteSize.Text(layer.After!.Descriptor.Size),
    ];

    private static string Name(LayerChange layer)
    {
        var name = layer.Before is { } before && layer.After is { } after && before.Label.Name != after.Label.Name && before.Label.Kind is not null
            ? $"{before.Label.Name} → {after.Label.Name}"
            : layer.Side.Label.Name;
        return layer.Difference == Difference.Moved ? $"{name}, was layer {layer.Before!.Index + 1}" : name;
    }

    private IEnumerable<TextLine> Inside(LayerChange layer)
    {
        if (layer.Difference == Difference.Repacked)
            yield return new TextLine("the same files, packed in another way");
        foreach (var package in layer.Packages.Take(ShowFiles ? int.MaxValue : Named))
            yield return new TextLine(package.ToString());
        if (!ShowFiles && layer.Packages.Count > Named)
            yield return new TextLine(Faint($"and {layer.Packages.Count - Named} more packages"));
        if (ShowFiles)
        {
            foreach (var line in layer.Files.SelectMany(file => File(file, layer)))
                yield return line;
        }
        else if (layer.Files.Count > 0 && layer.Packages.Count == 0)
        {
            yield return new TextLine(Summary(layer.Files));
        }
    }

    /// <summary>Names where they are few, else numbers: "changed: Orders.dll, Orders.pdb; added: 12 files".</summary>
    private static string Summary(IEnumerable<FileChange> files) => string.Join(
        "; ",
        files.Where(file => file.Entry.Type != LayerEntryType.Directory).GroupBy(file => file.Difference).OrderBy(group => group.Key)
            .Select(group => $"{group.Key.ToString().ToLowerInvariant()}: {(group.Count() <= Named ? string.Join(", ", group.Select(file => Name(file.Path))) : $"{group.Count()} files")}"));

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static IEnumerable<TextLine> File(FileChange file, LayerChange layer)
    {
        yield return new TextLine(new TextSpan(file.Difference.ToString().ToLowerInvariant().PadRight(7), StyleOf(file.Difference)), "  /" + file.Path, Faint("  " + Details(file)));

        // What differs between two versions of a package is its own affair.
        if (file.Assembly is not { } assembly || layer.Packages.Any(package => package.Name == file.Package?.Name && package.Type == file.Package.Type))
            yield break;
        if (assembly.IsSameProgram)
            yield return new TextLine("         the same program; it differs only in");
        foreach (var line in TextTable.Lines([.. assembly.Differences.Select(difference => (IReadOnlyList<TextSpan>)[Faint(difference.Fact), Shown(difference)])]))
            yield return line.Behind("         ");
    }

    /// <summary>Digests of parts say no more than that the parts differ.</summary>
    private static string Shown(AssemblyDifference difference) =>
        difference.Before?.StartsWith("sha256:", StringComparison.Ordinal) == true && difference.After is not null ? "differs" : $"{Shown(difference.Before)} → {Shown(difference.After)}";

    private static string Details(FileChange file)
    {
        if (file.Difference != Difference.Changed)
            return file.Entry.Type == LayerEntryType.File ? ByteSize.Text(file.Entry.Size) : "";
        var (before, after) = (file.Before!, file.After!);
        var details = new List<string>();
        Add(FileAspects.Type, before.Type.Name(), after.Type.Name());
        Add(FileAspects.Content, ByteSize.Text(before.Size), ByteSize.Text(after.Size));
        Add(FileAspects.Mode, FileMode.Text(before), FileMode.Text(after));
        Add(FileAspects.Owner, $"{before.UserId}:{before.GroupId}", $"{after.UserId}:{after.GroupId}");
        Add(FileAspects.Time, $"{before.Modified.UtcDateTime:s}", $"{after.Modified.UtcDateTime:s}");
        Add(FileAspects.Link, before.LinkTarget ?? "", after.LinkTarget ?? "");
        return string.Join(", ", details);

        void Add(FileAspects aspect, string old, string now)
        {
            if (file.Aspects.HasFlag(aspect))
                details.Add(old == now ? aspect.ToString().ToLowerInvariant() : $"{aspect.ToString().ToLowerInvariant()} {old} → {now}");
        }
    }

    private static IEnumerable<TextLine> Settings(ImageChange image)
    {
        if (image.Settings.Count == 0)
            yield break;
        yield return new TextLine();
        yield return new TextLine(Heading("Configuration"));
        foreach (var line in TextTable.Lines([.. image.Settings.Select(change => (IReadOnlyList<TextSpan>)[Faint(change.Field), $"{Shown(change.Before)} → {Shown(change.After)}"])]))
            yield return line.Behind("  ");
    }

    private static IEnumerable<TextLine> Causes(ImageChange image)
    {
        if (image.Causes.Count == 0)
            yield break;
        yield return new TextLine();
        yield return new TextLine(Heading("Why"));
        foreach (var cause in image.Causes)
        {
            yield return new TextLine("  ", Strong(cause.Text), cause.Before is null && cause.After is null ? "" : $": {Shown(cause.Before)} → {Shown(cause.After)}");
            if (cause.Files.Count > 0)
                yield return new TextLine("    in ", string.Join(", ", cause.Files.Take(Named).Select(Name)), cause.Files.Count > Named ? $" and {cause.Files.Count - Named} more" : "", cause.IsAll ? "; nothing else differs there" : "");
            if (cause.Remedy is not null)
                yield return new TextLine(Faint("    " + cause.Remedy));
        }
    }

    private static string Shown(string? value) => value ?? "none";

    private static TextStyle StyleOf(Difference difference) => difference switch
    {
        Difference.Added => TextStyle.Good,
        Difference.Removed => TextStyle.Bad,
        Difference.Changed => TextStyle.Changed,
        _ => TextStyle.Faint,
    };
}
