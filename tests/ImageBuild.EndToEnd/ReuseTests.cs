using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

public sealed class ReuseTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task A_second_publish_compresses_nothing()
    {
        // No cache can know an application that did not exist before.
        var project = TestProject.Web(_folder.Path).WithImageBuild().Containing("New.cs", $"public class New{Guid.NewGuid():N};");
        var first = (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded().Result;

        var second = (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded().Result;

        Assert.Contains(first.Layers, layer => !layer.WasReused);
        Assert.All(second.Layers, layer => Assert.True(layer.WasReused, layer.ToString()));
        Assert.Equal(first.Digest, second.Digest);
    }

    [Fact]
    public async Task A_changed_line_makes_one_layer_new()
    {
        var project = TestProject.Web(_folder.Path).WithImageBuild();
        var before = (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded().Result.Layers;
        project.Containing("Program.cs", Sources.Web.Replace(Sources.WebGreeting, "Hello again", StringComparison.Ordinal));

        var after = (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded().Result.Layers;

        Assert.Single(after.ExceptBy(before.Select(layer => layer.Digest), layer => layer.Digest));
        Assert.Single(after, layer => !layer.WasReused);
    }

    [Fact]
    public async Task Different_applications_share_all_layers_but_their_own()
    {
        var one = TestProject.Web(_folder.Path, "One").WithImageBuild();
        var two = TestProject.Web(_folder.Path, "Two").WithImageBuild().Containing("More.cs", "public class More;");

        var first = (await _publisher.PublishAsync(one.File, _folder["out-one"])).Succeeded().Layout.LayerDigests;
        var second = (await _publisher.PublishAsync(two.File, _folder["out-two"])).Succeeded().Layout.LayerDigests;

        Assert.Equal(first.SkipLast(1), second.SkipLast(1));
        Assert.NotEqual(first[^1], second[^1]);
    }

    public void Dispose() => _folder.Dispose();
}
