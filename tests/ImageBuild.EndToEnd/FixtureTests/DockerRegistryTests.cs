using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.FixtureTests;

public sealed class DockerRegistryTests
{
    public static TheoryData<int> Doors() => new(
        (int)RegistryDoor.Open,
        (int)RegistryDoor.Password,
        (int)RegistryDoor.Tls,
        (int)(RegistryDoor.Tls | RegistryDoor.Password));

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task An_image_goes_in_and_comes_out_with_its_digest_through_every_door(int door)
    {
        using var folder = new TempFolder();
        var layout = await BusyboxImage.CreateAsync(folder);
        await using var registry = await DockerRegistry.StartAsync((RegistryDoor)door);

        await Skopeo.CopyAsync($"oci:{layout}:{BusyboxImage.Tag}", Skopeo.In(registry, "some/repository", "v1"), registry);
        await Skopeo.CopyAsync(Skopeo.In(registry, "some/repository", "v1"), $"oci:{folder["back"]}:v1", registry);

        var digest = new OciLayout(layout).ManifestDigest;
        Assert.Equal(digest, await registry.DigestAsync("some/repository", "v1"));
        Assert.Equal(digest, await Skopeo.DigestAsync(Skopeo.In(registry, "some/repository", "v1"), registry));
        Assert.Equal(digest, new OciLayout(folder["back"]).ManifestDigest);
    }

    [Fact]
    public async Task Every_request_is_counted_once()
    {
        using var folder = new TempFolder();
        var layout = await BusyboxImage.CreateAsync(folder);
        await using var registry = await DockerRegistry.StartAsync();
        Assert.Empty(await registry.RequestsAsync());

        await Skopeo.CopyAsync($"oci:{layout}:{BusyboxImage.Tag}", Skopeo.In(registry, "counted", "v1"), registry);

        var requests = await registry.RequestsAsync();
        Assert.Single(requests, request => request is { Method: "PUT", Path: "/v2/counted/manifests/v1", Status: 201 });
        Assert.Equal(2, requests.Count(request => request.SendsBlob && request.Method == "PUT" && request.Status == 201));
        Assert.Equal(requests, await registry.RequestsAsync());
    }

    [Fact]
    public async Task A_tag_that_nobody_pushed_has_no_digest()
    {
        await using var registry = await DockerRegistry.StartAsync();

        Assert.Null(await registry.DigestAsync("nothing/here", "latest"));
    }
}
