using System.Globalization;
using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Layers;

namespace ImageBuild.Tests.Inspection;

/// <summary>Which layer of one image is which of the other.</summary>
public sealed class LayerMatchingTests
{
    /// <summary>A layer is written "history=content"; the pairs as "before>after" by place, '-' for none.</summary>
    public static TheoryData<string, string[], string[], string> Cases => new()
    {
        { "the same layers", ["a=1", "b=2"], ["a=1", "b=2"], "0>0 1>1" },
        { "another content under the same name", ["imagebuild packages: Serilog=1", "imagebuild app: application=2"], ["imagebuild packages: Serilog=1", "imagebuild app: application=3"], "0>0 1>1" },
        { "a new family in between", ["imagebuild packages: A=1", "imagebuild packages: C=2"], ["imagebuild packages: A=1", "imagebuild packages: B=3", "imagebuild packages: C=2"], "0>0 ->1 1>2" },
        { "a family that is gone", ["imagebuild packages: A=1", "imagebuild packages: B=3", "imagebuild packages: C=2"], ["imagebuild packages: A=1", "imagebuild packages: C=2"], "0>0 1>- 2>1" },
        { "a framework in a new version", ["imagebuild framework: Microsoft.NETCore.App 10.0.11=1", "imagebuild framework: Microsoft.AspNetCore.App 10.0.11=2"], ["imagebuild framework: Microsoft.NETCore.App 10.0.12=3", "imagebuild framework: Microsoft.AspNetCore.App 10.0.12=4"], "0>0 1>1" },
        { "another distribution", ["imagebuild base-os: debian:12=1", "imagebuild app: application=2"], ["imagebuild base-os: debian:13=3", "imagebuild app: application=2"], "0>0 1>1" },
        { "layers that changed places", ["a=1", "b=2"], ["b=2", "a=1"], "1>0 0>1" },
        { "a line of a Dockerfile whose text has a hash", ["ADD base=1", "COPY file:abc in /app=2", "CMD=3"], ["ADD base=1", "COPY file:def in /app=4", "CMD=3"], "0>0 1>1 2>2" },
        { "more lines than before", ["ADD base=1", "COPY file:abc in /app=2"], ["ADD base=1", "RUN x=5", "COPY file:def in /app=4"], "0>0 1>- ->1 ->2" },
        { "no history", ["=1", "=2"], ["=1", "=3"], "0>0 1>1" },
        { "nothing in common", ["a=1"], ["b=2", "c=3"], "0>- ->0 ->1" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pairs(string what, string[] before, string[] after, string expected)
    {
        var pairs = LayerMatching.Match(Sides(before), Sides(after));
        Assert.True(expected == string.Join(' ', pairs.Select(pair => $"{Place(pair.Before)}>{Place(pair.After)}")), $"{what}: {string.Join(' ', pairs.Select(pair => $"{Place(pair.Before)}>{Place(pair.After)}"))}");
    }

    private static string Place(LayerSide? side) => side?.Index.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static IReadOnlyList<LayerSide> Sides(string[] layers)
    {
        var config = new ImageConfig
        {
            Platform = new Platform("linux", "amd64"),
            History = [.. layers.Where(layer => layer[0] != '=').Select(layer => new HistoryEntry(layer.Split('=')[0]))],
        };
        var labels = LayerLabel.For(config, new LayerContents?[layers.Length]);
        return [.. layers.Select((layer, index) => new LayerSide(index, Descriptor.Of("x", [1]), Digest.Of(layer.Split('=')[1]), labels[index]))];
    }
}
