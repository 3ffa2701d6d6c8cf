using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Registries;
using ImageBuild.Tests.Registries;
using ImageBuild.Tests.Registries.Real;

namespace ImageBuild.Tests.Tool;

/// <summary>The commands that work on registries, against the real docker-registry.</summary>
[Trait("Category", "Real")]
public sealed class RegistryCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private RealRegistry _registry = null!;

    private string Host => _registry.Host;

    public async Task InitializeAsync() => _registry = await RealRegistry.StartAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _registry.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Push_prints_the_digest_reference_of_each_destination_and_nothing_else_on_standard_output()
    {
        var image = await LayoutAsync(ImageOf("1", 2020));

        var run = (await ToolRun.OfAsync("push", $"oci:{In("layout")}", $"{Host}/team/app:1", $"{Host}/other/app:1")).Succeeded();

        Assert.Equal([$"{Host}/team/app@{image.Digest}", $"{Host}/other/app@{image.Digest}"], run.Lines);
        Assert.Contains("uploaded", run.Error, StringComparison.Ordinal);
        Assert.Contains("mounted", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_as_json_follows_its_schema_also_when_one_destination_fails()
    {
        var image = await LayoutAsync(ImageOf("1", 2020));

        var run = await ToolRun.OfAsync("push", "-o", "json", $"oci:{In("layout")}", $"{Host}/team/app:1", $"127.0.0.1:{Ports.Free()}/team/app:1");

        var document = run.Failed("IB3001").Json("transfer");
        Assert.Equal(image.Digest.ToString(), (string?)document["digest"]);
        Assert.Equal(["uploaded", "uploaded"], document["destinations"]![0]!["blobs"]!.AsArray().Select(blob => (string?)blob!["status"]));
        Assert.Equal("IB3001", (string?)document["destinations"]![1]!["error"]!["code"]);
        Assert.True((bool?)(await ToolRun.OfAsync("push", "-o", "json", $"oci:{In("layout")}", $"{Host}/team/app:1")).Succeeded().Json("transfer")["destinations"]![0]!["upToDate"]);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_sent_and_sends_nothing()
    {
        await LayoutAsync(ImageOf("1", 2020));

        var run = (await ToolRun.OfAsync("push", "--dry-run", $"oci:{In("layout")}", $"{Host}/team/dry:1")).Succeeded();

        Assert.Contains($"push to {Host}/team/dry", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Contains("push to", (string?)(await ToolRun.OfAsync("push", "--dry-run", "--output", "json", $"oci:{In("layout")}", $"{Host}/team/dry:1")).Succeeded().Json("transfer")["plan"], StringComparison.Ordinal);
        (await ToolRun.OfAsync("digest", $"{Host}/team/dry:1")).Failed("IB3021");
    }

    [Fact]
    public async Task Pull_and_push_bring_an_image_to_disk_and_back_with_its_digest()
    {
        var index = await PushAsync("team/app", "1");

        foreach (var place in (string[])[$"oci:{In("pulled")}", $"oci-archive:{In("pulled.tar")}"])
        {
            Assert.Equal([$"{place}@{index}"], (await ToolRun.OfAsync("pull", $"{Host}/team/app:1", place)).Succeeded().Lines);
            Assert.Equal([$"{Host}/team/back@{index}"], (await ToolRun.OfAsync("push", place, $"{Host}/team/back:1")).Succeeded().Lines);
        }

        var arm = (await ToolRun.OfAsync("digest", "--short", "--platform", "linux/arm64", $"{Host}/team/app:1")).Succeeded().Lines[0];
        Assert.Equal([$"docker-archive:{In("arm.tar")}@{arm}"], (await ToolRun.OfAsync("pull", "--platform", "linux/arm64", $"{Host}/team/app:1", $"docker-archive:{In("arm.tar")}")).Succeeded().Lines);
        Assert.Equal([$"{Host}/team/arm@{arm}"], (await ToolRun.OfAsync("push", $"docker-archive:{In("arm.tar")}", $"{Host}/team/arm:1")).Succeeded().Lines);
    }

    [Theory]
    [InlineData("IB5015", "pull", "HOST/team/app:1", "docker-archive:a.tar")]
    [InlineData("IB3021", "pull", "--platform", "linux/s390x", "HOST/team/app:1", "oci:folder")]
    [InlineData("IB1008", "pull", "--platform", "arm64", "HOST/team/app:1", "oci:folder")]
    [InlineData("IB1010", "pull", "oci:folder", "oci:other")]
    [InlineData("IB1010", "pull", "HOST/team/app:1", "HOST/team/other:1")]
    [InlineData("IB1010", "push", "HOST/team/app:1", "HOST/team/other:1")]
    [InlineData("IB1010", "push", "oci:folder", "oci:other")]
    [InlineData("IB5011", "push", "oci:folder", "HOST/team/app:1")]
    [InlineData("IB1010", "ls", "HOST/team/app:1")]
    [InlineData("IB3020", "ls", "HOST/team/absent")]
    [InlineData("IB3021", "tag", "HOST/team/app:absent", "new")]
    [InlineData("IB1012", "tag", "HOST/team/app:1", "not+a+tag")]
    [InlineData("IB3021", "delete", "HOST/team/app:absent")]
    [InlineData("IB1008", "delete", "HOST/team/app")]
    [InlineData("IB1008", "delete", "--keep", "1", "HOST/team/app:1")]
    [InlineData("IB1008", "delete", "--keep", "-1", "HOST/team/app")]
    [InlineData("IB1013", "catalog", "HOST/team")]
    public async Task What_cannot_be_done_is_a_coded_error_and_leaves_standard_output_empty(string code, params string[] arguments)
    {
        await PushAsync("team/app", "1");

        var run = (await ToolRun.OfAsync([.. arguments.Select(argument => argument.Replace("HOST", Host, StringComparison.Ordinal).Replace("oci:folder", $"oci:{In("folder")}", StringComparison.Ordinal))])).Failed(code);

        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Tag_promotes_and_rolls_back_without_sending_a_blob()
    {
        var first = await PushAsync("team/app", "1");
        var second = await PushAsync("team/app", "2");

        Assert.Equal([$"{Host}/team/app@{second}", $"{Host}/team/app@{second}"], (await ToolRun.OfAsync("tag", $"{Host}/team/app:2", "production", "latest")).Succeeded().Lines);
        Assert.Equal([$"{Host}/team/app@{second}"], (await ToolRun.OfAsync("digest", $"{Host}/team/app:production")).Succeeded().Lines);
        var document = (await ToolRun.OfAsync("tag", "--output", "json", $"{Host}/team/app@{first}", "production")).Succeeded().Json("transfer");
        Assert.Equal($"{Host}/team/app:production", (string?)document["destinations"]![0]!["references"]![0]);
        Assert.Equal([$"{Host}/team/app@{first}"], (await ToolRun.OfAsync("digest", $"{Host}/team/app:production")).Succeeded().Lines);
        Assert.Contains("tag      next", (await ToolRun.OfAsync("tag", "--dry-run", $"{Host}/team/app:2", "next")).Succeeded().Error, StringComparison.Ordinal);
        (await ToolRun.OfAsync("digest", $"{Host}/team/app:next")).Failed("IB3021");
    }

    [Fact]
    public async Task Ls_lists_tags_and_with_history_what_they_lead_to_newest_first()
    {
        var old = await PushAsync("team/app", "1", 2020);
        var young = await PushAsync("team/app", "2", 2022);

        Assert.Equal(["1", "2"], (await ToolRun.OfAsync("ls", $"{Host}/team/app")).Succeeded().Lines.Order(StringComparer.Ordinal));
        Assert.Equal([$"2  2022-01-01T00:00:00Z  {young}", $"1  2020-01-01T00:00:00Z  {old}"], (await ToolRun.OfAsync("ls", "--history", $"{Host}/team/app")).Succeeded().Lines);
        (await ToolRun.OfAsync("ls", "-o", "json", $"{Host}/team/app")).Succeeded().Json("listing");
        var document = (await ToolRun.OfAsync("ls", "--history", "-o", "json", $"{Host}/team/app")).Succeeded().Json("listing");
        Assert.Equal(("2", young, "linux/amd64"), ((string?)document["tags"]![0]!["tag"], (string?)document["tags"]![0]!["digest"], (string?)document["tags"]![0]!["platforms"]![0]));
    }

    [Fact]
    public async Task Catalog_and_search_find_repositories_and_images()
    {
        await PushAsync("team/orders", "1");
        await PushAsync("team/billing", "1");

        Assert.Equal([$"{Host}/team/billing", $"{Host}/team/orders"], (await ToolRun.OfAsync("catalog", Host)).Succeeded().Lines);
        Assert.Equal(2, (await ToolRun.OfAsync("catalog", "-o", "json", Host)).Succeeded().Json("listing")["repositories"]!.AsArray().Count);
        Assert.Equal([$"{Host}/team/orders"], (await ToolRun.OfAsync("search", Host, "ORD")).Succeeded().Lines);
        Assert.Equal(
            [$"{Host}/team/billing:1  org.opencontainers.image.title=version 1", $"{Host}/team/orders:1  org.opencontainers.image.title=version 1"],
            (await ToolRun.OfAsync("search", "--labels", Host, "org.opencontainers.image.title=version")).Succeeded().Lines);
        Assert.Equal([$"{Host}/team/orders:1"], (await ToolRun.OfAsync("search", $"{Host}/team/orders", "1", "--tags", "0")).Succeeded().Lines);
        var found = (await ToolRun.OfAsync("search", "-o", "json", $"{Host}/team/orders", "version")).Succeeded().Json("listing")["found"]!;
        Assert.Equal("label", (string?)found[0]!["where"]);
        Assert.Contains("Nothing was found.", (await ToolRun.OfAsync("search", Host, "nothing")).Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_deletes_nothing_until_it_is_told_to()
    {
        var first = await PushAsync("team/app", "1");
        await PushAsync("team/app", "2");

        var dry = (await ToolRun.OfAsync("delete", $"{Host}/team/app:1")).Succeeded();
        Assert.Equal([$"{Host}/team/app@{first}"], dry.Lines);
        Assert.Contains("--yes", dry.Error, StringComparison.Ordinal);
        Assert.True((bool?)(await ToolRun.OfAsync("delete", "-o", "json", $"{Host}/team/app:1")).Succeeded().Json("deletion")["dryRun"]);
        (await ToolRun.OfAsync("digest", $"{Host}/team/app:1")).Succeeded();

        var document = (await ToolRun.OfAsync("delete", "--yes", "-o", "json", $"{Host}/team/app:1")).Succeeded().Json("deletion");
        Assert.Equal((false, "1"), ((bool)document["dryRun"]!, (string?)document["deleted"]![0]!["tags"]![0]));
        (await ToolRun.OfAsync("digest", $"{Host}/team/app:1")).Failed("IB3021");
        (await ToolRun.OfAsync("digest", $"{Host}/team/app:2")).Succeeded();
    }

    [Fact]
    public async Task A_tag_beside_another_one_cannot_be_deleted_in_a_registry_that_deletes_by_digest_only()
    {
        await PushAsync("team/app", "1");
        await ToolRun.OfAsync("tag", $"{Host}/team/app:1", "latest");

        (await ToolRun.OfAsync("delete", "--yes", $"{Host}/team/app:1")).Failed("IB3036");

        (await ToolRun.OfAsync("digest", $"{Host}/team/app:latest")).Succeeded();
    }

    [Fact]
    public async Task Retention_deletes_the_old_images_of_a_repository()
    {
        for (var year = 2018; year < 2024; year++)
            await PushAsync("team/app", $"v{year}", year);

        (await ToolRun.OfAsync("delete", "--yes", "--older-than", "30", "--keep", "2", "--except", "v2018", $"{Host}/team/app")).Succeeded();

        Assert.Equal(["v2018", "v2022", "v2023"], (await ToolRun.OfAsync("ls", $"{Host}/team/app")).Succeeded().Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Digest_and_manifest_agree()
    {
        var index = await PushAsync("team/app", "1");

        var manifest = (await ToolRun.OfAsync("manifest", $"{Host}/team/app:1")).Succeeded().Output;
        Assert.Equal(index, Digest.Of(manifest).ToString());
        var document = (await ToolRun.OfAsync("digest", "-o", "json", "--platform", "linux/amd64", $"{Host}/team/app:1")).Succeeded().Json("reference");
        Assert.Equal("linux/amd64", (string?)document["platform"]);
        Assert.Equal((string?)document["digest"], Digest.Of((await ToolRun.OfAsync("manifest", (string)document["digestReference"]!)).Succeeded().Output).ToString());
    }

    [Fact]
    public async Task Quiet_says_nothing_and_verbose_says_each_step()
    {
        await LayoutAsync(ImageOf("1", 2020));
        string[] push = ["push", $"oci:{In("layout")}", $"{Host}/team/quiet:1"];

        var verbose = (await ToolRun.OfAsync(["--verbose", .. push])).Succeeded();
        var quiet = (await ToolRun.OfAsync([.. push, "--quiet"])).Succeeded();

        Assert.Contains("Uploaded sha256:", verbose.Error, StringComparison.Ordinal);
        Assert.Empty(quiet.Error);
        Assert.Single(quiet.Lines);
        Assert.DoesNotContain("\u001b", verbose.Error, StringComparison.Ordinal);
        (await ToolRun.OfAsync("--quiet", "digest", $"{Host}/team/absent:1")).Failed("IB3021");
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private async Task<Image> LayoutAsync(Image image)
    {
        await new OciLayout(In("layout")).WriteAsync(image, "app", ["latest"], default);
        return image;
    }

    /// <summary>Pushes an index of two platforms.</summary>
    private async Task<string> PushAsync(string repository, string tag, int year = 2020)
    {
        using var client = new RegistryClient(Host);
        var index = ImageComposer.Compose(ImageFormat.Oci, [ImageOf(tag, year), ImageOf(tag, year, "arm64")], new Dictionary<string, string>());
        await new Pusher(client).PushAsync(PushPlan.For(index, Host, repository, [tag]), default);
        return index.Manifest.Descriptor.Digest.ToString();
    }

    private static Image ImageOf(string version, int year, string architecture = "amd64")
    {
        var layer = TestImages.Blob($"layer {version}", 1000);
        return ImageComposer.Compose(
            ImageFormat.Oci,
            new ImageConfig
            {
                Platform = new Platform("linux", architecture),
                Created = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero),
                Labels = new Dictionary<string, string> { ["org.opencontainers.image.title"] = $"version {version}" },
            },
            [new Layer(layer, Digest.Of($"tar of {version}"))],
            new Dictionary<string, string>());
    }
}
