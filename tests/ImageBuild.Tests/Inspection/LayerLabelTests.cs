using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Layers;
using ImageBuild.Layers;

namespace ImageBuild.Tests.Inspection;

/// <summary>What to call a layer, whoever made it.</summary>
public sealed class LayerLabelTests
{
    [Theory]
    [InlineData("imagebuild packages: Serilog", LayerKind.Packages, "Serilog")]
    [InlineData("imagebuild base-os: debian:13", LayerKind.BaseOs, "debian:13")]
    [InlineData("imagebuild pigeons: many", null, "imagebuild pigeons: many")]
    [InlineData("/bin/sh -c #(nop) ADD file:abc in / ", null, "ADD file:abc in /")]
    [InlineData("/bin/sh -c #(nop)  CMD [\"bash\"]", null, "CMD [\"bash\"]")]
    [InlineData("/bin/sh -c apt-get update   && apt-get install -y curl", null, "RUN apt-get update && apt-get install -y curl")]
    [InlineData("RUN /bin/sh -c apt-get update # buildkit", null, "RUN apt-get update")]
    [InlineData("RUN |2 A=1 B=2 /bin/sh -c make # buildkit", null, "RUN make")]
    [InlineData("COPY /app /app # buildkit", null, "COPY /app /app")]
    [InlineData("RUN /bin/bash -o pipefail -c curl | sh # buildkit", null, "RUN /bin/bash -o pipefail -c curl | sh")]
    [InlineData("   ", null, "layer 1")]
    [InlineData(null, null, "layer 1")]
    public void The_history_names_it(string? createdBy, LayerKind? kind, string name)
    {
        var label = Assert.Single(LayerLabel.For(Config(new HistoryEntry(createdBy)), [null]));
        Assert.Equal((kind, name), (label.Kind, label.Name));
    }

    [Fact]
    public void Lines_of_the_history_without_a_layer_do_not_count() =>
        Assert.Equal("COPY a b", Assert.Single(LayerLabel.For(Config(new("ENV A=1", EmptyLayer: true), new("COPY a b"), new("CMD x", EmptyLayer: true)), [null])).Name);

    [Fact]
    public void A_history_that_does_not_fit_the_layers_names_none() =>
        Assert.Equal(["layer 1", "layer 2"], LayerLabel.For(Config(new HistoryEntry("COPY a b")), [null, null]).Select(label => label.Name));

    [Theory]
    [InlineData("usr/lib/os-release", LayerKind.BaseOs)]
    [InlineData("usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1/Microsoft.NETCore.App.deps.json", LayerKind.Framework)]
    [InlineData("app/Orders.runtimeconfig.json", LayerKind.App)]
    [InlineData("opt/tool", null)]
    public async Task The_files_of_a_foreign_layer_tell_what_it_is(string path, LayerKind? kind)
    {
        var contents = await new LayerReader(new LayerLimits(), _ => false).ReadAsync(TestLayer.Of(TestLayer.File(path)), LayerDetail.None, new LayerBudget(new LayerLimits()), default);
        Assert.Equal(kind, Assert.Single(LayerLabel.For(Config(new HistoryEntry("COPY a b")), [contents])).Kind);
    }

    private static ImageConfig Config(params HistoryEntry[] history) => new() { Platform = new Platform("linux", "amd64"), History = history };
}
