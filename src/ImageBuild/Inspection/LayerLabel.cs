using System.Text.RegularExpressions;
using ImageBuild.Images;
using ImageBuild.Inspection.Layers;
using ImageBuild.Layers;

namespace ImageBuild.Inspection;

/// <summary>What to call a layer.</summary>
/// <param name="Kind">What it holds: as our history says, or as its files tell; null where they do not.</param>
/// <param name="Name">A few words.</param>
/// <param name="CreatedBy">What made it, as the history says; null where it does not.</param>
public sealed partial record LayerLabel(LayerKind? Kind, string Name, string? CreatedBy)
{
    private static readonly string[] OsRelease = ["etc/os-release", "usr/lib/os-release"];

    /// <summary>Finds the labels of the layers of an image.</summary>
    /// <param name="config">The image's configuration.</param>
    /// <param name="contents">The layers that were read, by place; null for those that were not.</param>
    internal static IReadOnlyList<LayerLabel> For(ImageConfig config, IReadOnlyList<LayerContents?> contents)
    {
        // A history that does not fit the layers would put words under the wrong ones.
        var history = config.History.Where(entry => !entry.EmptyLayer).ToList();
        return [.. contents.Select((layer, index) => Of(history.Count == contents.Count ? history[index].CreatedBy : null, index, layer))];
    }

    private static LayerLabel Of(string? createdBy, int index, LayerContents? contents)
    {
        if (createdBy is not null && Ours().Match(createdBy) is { Success: true } match && KindOf(match.Groups["kind"].Value) is { } kind)
            return new LayerLabel(kind, match.Groups["name"].Value, createdBy);
        var name = createdBy is null ? "" : Clean(createdBy);
        return new LayerLabel(contents is null ? null : Guess(contents), name.Length > 0 ? name : $"layer {index + 1}", createdBy);
    }

    private static LayerKind? KindOf(string name)
    {
        foreach (var kind in Enum.GetValues<LayerKind>())
        {
            if (kind.Name() == name)
                return kind;
        }

        return null;
    }

    /// <summary>"RUN apt-get update" for what builders make of a line of a Dockerfile.</summary>
    private static string Clean(string createdBy)
    {
        var text = Instruction().Replace(WhiteSpace().Replace(createdBy, " ").Trim(), "");
        text = text.EndsWith(" # buildkit", StringComparison.Ordinal) ? text[..^" # buildkit".Length] : text;
        text = Shell().Replace(text, "RUN ");
        return text.Trim();
    }

    private static LayerKind? Guess(LayerContents contents)
    {
        var isFramework = false;
        foreach (var path in contents.Entries.Select(entry => entry.Path))
        {
            if (OsRelease.Contains(path))
                return LayerKind.BaseOs;
            isFramework |= Packages.SharedFrameworks.IsDepsJson(path);
            if (path.EndsWith(".runtimeconfig.json", StringComparison.Ordinal) && !path.Contains("/shared/", StringComparison.Ordinal))
                return LayerKind.App;
        }

        return isFramework ? LayerKind.Framework : null;
    }

    [GeneratedRegex(@"\Aimagebuild (?<kind>[a-z-]+): (?<name>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Ours();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    /// <summary>The classic builder's mark of an instruction that runs nothing.</summary>
    [GeneratedRegex(@"\A/bin/sh -c #\(nop\) +")]
    private static partial Regex Instruction();

    /// <summary>A shell, with the build arguments before it: "|1 VERSION=10 /bin/sh -c", "RUN /bin/sh -c".</summary>
    [GeneratedRegex(@"\A(?:RUN )?(?:\|\d+ .*? )?/bin/(?:ba)?sh (?:-\S+ )*-\S*c ")]
    private static partial Regex Shell();
}
