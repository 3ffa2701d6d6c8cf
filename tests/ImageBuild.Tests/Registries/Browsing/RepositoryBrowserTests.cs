using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries.Browsing;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;
using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Browsing;

/// <summary>Reading what is in a registry, and searching it.</summary>
public sealed class RepositoryBrowserTests : RegistryTest
{
    [Fact]
    public async Task Names_cost_one_request()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Add("team/app", ManifestTree.Of(ImageOf("amd64", 2020)), "1", "2", "latest");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var images = await new RepositoryBrowser(network.Client(registry.Name)).ReadAsync("team/app", TagDetail.Names, default);

        Assert.Equal(["1", "2", "latest"], images.Select(image => image.Tag).Order(StringComparer.Ordinal));
        Assert.Equal(2, registry.Seen.Count); // with the ping
    }

    [Fact]
    public async Task Date_platforms_labels_and_annotations_come_from_the_images_of_an_index()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var index = ImageComposer.Compose(ImageFormat.Oci, [ImageOf("amd64", 2020), ImageOf("arm64", 2021)], new Dictionary<string, string> { ["on"] = "index" });
        registry.Add("team/app", ManifestTree.Of(index), "1");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var image = Assert.Single(await new RepositoryBrowser(network.Client(registry.Name)).ReadAsync("team/app", TagDetail.Configurations, default));

        Assert.Equal(index.Manifest.Descriptor, image.Manifest);
        Assert.Equal(2021, image.Created!.Value.Year);
        Assert.Equal(["linux/amd64", "linux/arm64"], image.Platforms.Select(platform => platform.ToString()));
        Assert.Equal("orders", image.Labels["title"]);
        Assert.Equal(["index", "manifest"], new[] { image.Annotations["on"], image.Annotations["kind"] });
        Assert.Equal(index.Images.Select(each => each.Digest), image.Children);
    }

    [Fact]
    public async Task An_image_under_many_tags_is_read_once()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var image = ImageOf("amd64", 2020);
        registry.Add("team/app", ManifestTree.Of(image), [.. Enumerable.Range(0, 20).Select(number => $"v{number}")]);
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var images = await new RepositoryBrowser(network.Client(registry.Name)).ReadAsync("team/app", TagDetail.Configurations, default);

        Assert.Equal(20, images.Count);
        Assert.Single(registry.Of("GET", image.Digest.ToString()));
        Assert.Single(registry.Of("GET", image.Config.Descriptor.Digest.ToString()));
    }

    [Fact]
    public async Task An_artifact_has_no_date_and_is_no_error()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Add("team/app", TestImages.Attachment(ImageOf("amd64", 2020).Manifest.Descriptor, "application/signature", "s"), "artifact");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Null(Assert.Single(await new RepositoryBrowser(network.Client(registry.Name)).ReadAsync("team/app", TagDetail.Configurations, default)).Created);
    }

    [Theory]
    [InlineData("orders", "label title=orders|tag 1-orders")]
    [InlineData("title=ORD", "label title=orders")]
    [InlineData("title=billing", "")]
    [InlineData("kind=manifest", "annotation kind=manifest")]
    [InlineData("1-", "tag 1-orders")]
    public async Task A_text_is_found_in_tags_labels_and_annotations(string text, string found)
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Add("team/app", ManifestTree.Of(ImageOf("amd64", 2020)), "1-orders");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var hits = await new RepositorySearch(network.Client(registry.Name), text).TagsAsync("team/app", null, default);

        Assert.Equal(found, string.Join('|', hits.Select(hit => hit.Key is null ? $"{hit.Where} {hit.Tag}" : $"{hit.Where} {hit.Key}={hit.Value}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_search_may_be_limited_to_the_newest_tags()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Add("team/app", ManifestTree.Of(ImageOf("amd64", 2020)), "1", "2", "3", "latest");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var hits = await new RepositorySearch(network.Client(registry.Name), "title=orders").TagsAsync("team/app", 2, default);

        Assert.Equal(["latest", "3"], hits.Select(hit => hit.Tag));
    }

    [Theory]
    [InlineData("docker.io", "registry-1.docker.io", 401, "hub.docker.com")]
    [InlineData("ghcr.io", "ghcr.io", 403, "github.com/orgs/OWNER/packages")]
    [InlineData("europe-docker.pkg.dev", "europe-docker.pkg.dev", 404, "gcloud artifacts docker images list")]
    [InlineData("registry.example.com", "registry.example.com", 405, "imagebuild ls REGISTRY/REPOSITORY")]
    public async Task A_registry_without_a_catalogue_is_reported_with_what_to_do_instead(string name, string host, int status, string remedy)
    {
        var registry = new SimulatedRegistry(host)
        {
            Before = context =>
            {
                var isCatalogue = context.Request.Path == "/v2/_catalog";
                if (isCatalogue)
                    context.Response.StatusCode = status;
                return Task.FromResult(isCatalogue);
            },
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => new RepositorySearch(network.Client(name, Alice), "x").NamesAsync(default));

        Assert.Equal(ErrorCodes.NoCatalog, error.Code);
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_cannot_be_deleted_by_itself_is_an_error_that_says_why()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Add("team/app", ManifestTree.Of(ImageOf("amd64", 2020)), "1", "2");
        registry.Before = async context =>
        {
            if (context.Request.Method != "DELETE" || SimulatedHost.Target(context).Contains("sha256:", StringComparison.Ordinal))
                return false;
            await SimulatedHost.ErrorAsync(context, 400, "DIGEST_INVALID");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name);
        var images = await new RepositoryBrowser(client).ReadAsync("team/app", TagDetail.Manifests, default);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => new ImageDeleter(client).DeleteAsync(DeletionPlan.Of("team/app", images, "1", null), _ => { }, default));

        Assert.Equal(ErrorCodes.DeleteUnsupported, error.Code);
        Assert.Contains("does not delete the tag '1' by itself", error.Cause, StringComparison.Ordinal);
        Assert.NotNull(registry.Tagged("team/app", "2"));
    }

    [Fact]
    public async Task At_Google_the_tags_go_before_their_image()
    {
        var registry = new GarProfile();
        var image = ImageOf("amd64", 2020);
        registry.Add("p/r/app", ManifestTree.Of(image), "1", "2");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name);
        var images = await new RepositoryBrowser(client).ReadAsync("p/r/app", TagDetail.Manifests, default);

        await new ImageDeleter(client).DeleteAsync(DeletionPlan.Of("p/r/app", images, null, image.Digest), _ => { }, default);

        Assert.False(registry.HasManifest("p/r/app", image.Digest));
        Assert.Equal(["manifests/1", "manifests/2"], registry.Of("DELETE").Take(2).Select(request => request.Target[^11..]).Order(StringComparer.Ordinal));
    }

    private static Image ImageOf(string architecture, int year)
    {
        var image = ImageComposer.Compose(
            ImageFormat.Oci,
            new ImageConfig
            {
                Platform = new Platform("linux", architecture),
                Created = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero),
                Labels = new Dictionary<string, string> { ["title"] = "orders" },
            },
            [],
            new Dictionary<string, string> { ["kind"] = "manifest" });
        return image;
    }
}
