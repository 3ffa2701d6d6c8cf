using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Registries;
using ImageBuild.Tests.Registries;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Transfers;
using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Transfers;

/// <summary>From anywhere to anywhere, byte for byte.</summary>
public sealed class ImageTransferTests : RegistryTest, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_index_is_copied_to_another_registry_byte_for_byte()
    {
        var (source, target) = (new SimulatedRegistry("source.example.com"), new SimulatedRegistry("target.example.com"));
        var index = Store(source);
        await using var network = await SimulatedNetwork.StartAsync(source, target);

        var result = Assert.Single(ImageTransfer.Require(await CopyAsync(network, "source.example.com/team/app:v1", "target.example.com/mirror/app")));

        Assert.Equal(index.Manifest.Descriptor.Digest, target.Tagged("mirror/app", "v1"));
        Assert.All(index.Images.SelectMany(image => image.Blobs), blob => Assert.True(target.HasBlob("mirror/app", blob.Descriptor.Digest)));
        Assert.All(result.Blobs, blob => Assert.Equal("uploaded", blob.Status));
        Assert.Equal(["target.example.com/mirror/app:v1"], result.References);
        Assert.Equal($"target.example.com/mirror/app@{index.Manifest.Descriptor.Digest}", result.DigestReference);
    }

    [Fact]
    public async Task A_copy_within_a_registry_moves_no_blob_bytes()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var index = Store(registry);
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var result = Assert.Single(ImageTransfer.Require(await CopyAsync(network, $"registry.example.com/team/app@{index.Manifest.Descriptor.Digest}", "registry.example.com/prod/app:stable")));

        Assert.All(result.Blobs, blob => Assert.Equal("mounted", blob.Status));
        Assert.Empty(registry.Of("GET", "/blobs/"));
        Assert.Equal(index.Manifest.Descriptor.Digest, registry.Tagged("prod/app", "stable"));
    }

    [Fact]
    public async Task A_copy_of_damaged_content_does_not_arrive()
    {
        var (source, target) = (new SimulatedRegistry("source.example.com"), new SimulatedRegistry("target.example.com"));
        var layer = Store(source).Images[0].Layers[0].Descriptor;
        source.Blobs[$"team/app@{layer.Digest}"] = new byte[layer.Size];
        await using var network = await SimulatedNetwork.StartAsync(source, target);

        var outcome = Assert.Single(await CopyAsync(network, "source.example.com/team/app:v1", "target.example.com/mirror/app:v1"));

        Assert.Equal(ErrorCodes.DigestMismatch, outcome.Error!.Code);
        Assert.Null(target.Tagged("mirror/app", "v1"));
    }

    [Fact]
    public async Task Several_registries_are_served_with_one_reading_of_each_blob()
    {
        var source = new SimulatedRegistry("source.example.com");
        SimulatedRegistry[] targets = [new("one.example.com"), new("two.example.com"), new("three.example.com")];
        var image = TestImages.Create("fan", false, 100, 5 * MiB, 7 * MiB);
        source.Add("team/app", ManifestTree.Of(image), "v1");
        // One of them has a layer already and must not be waited for.
        targets[2].AddBlob("team/app", image.Layers[1]);
        await using var network = await SimulatedNetwork.StartAsync([source, .. targets]);

        ImageTransfer.Require(await CopyAsync(network, "source.example.com/team/app:v1", [.. targets.Select(target => $"{target.Name}/team/app:v1")]));

        Assert.All(targets, target => Assert.Equal(image.Digest, target.Tagged("team/app", "v1")));
        Assert.All(targets, target => Assert.All(image.Blobs, blob => Assert.True(target.HasBlob("team/app", blob.Descriptor.Digest))));
        Assert.All(image.Blobs, blob => Assert.Single(source.Of("GET", blob.Descriptor.Digest.ToString())));
    }

    [Fact]
    public async Task A_registry_that_breaks_off_reads_again_by_itself_and_the_others_do_not()
    {
        var source = new SimulatedRegistry("source.example.com");
        SimulatedRegistry[] targets = [new("one.example.com"), new("two.example.com")];
        var image = TestImages.Create("broken", false, 6 * MiB);
        source.Add("team/app", ManifestTree.Of(image), "v1");
        var broken = 0;
        targets[0].Before = async context =>
        {
            if (context.Request.Method != "PATCH" || Interlocked.Exchange(ref broken, 1) == 1)
                return false;
            await context.Request.Body.ReadExactlyAsync(new byte[MiB]);
            context.Abort();
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync([source, .. targets]);

        ImageTransfer.Require(await CopyAsync(network, "source.example.com/team/app:v1", "one.example.com/team/app:v1", "two.example.com/team/app:v1"));

        Assert.All(targets, target => Assert.Equal(image.Digest, target.Tagged("team/app", "v1")));
        Assert.Equal(2, source.Of("GET", image.Layers[0].Descriptor.Digest.ToString()).Count());
        Assert.Single(targets[1].Of("PATCH"));
    }

    [Fact]
    public async Task What_is_attached_goes_along_before_the_tag_does()
    {
        var (source, target) = (new SimulatedRegistry("source.example.com") { HasReferrers = true }, new SimulatedRegistry("target.example.com") { HasReferrers = true });
        var image = TestImages.Create("signed");
        var sbom = TestImages.Attachment(image.Manifest.Descriptor, "application/sbom", "sbom");
        var signature = TestImages.Attachment(sbom.Root.Descriptor, "application/signature", "signature of the sbom");
        source.Add("team/app", ManifestTree.Of(image) with { Attached = [sbom with { Attached = [signature] }] }, "v1");
        await using var network = await SimulatedNetwork.StartAsync(source, target);

        ImageTransfer.Require(await CopyAsync(network, "source.example.com/team/app:v1", "target.example.com/team/app:v1"));

        Assert.Equal([sbom.Root.Descriptor.Digest], (await network.Client(target.Name).ListReferrersAsync("team/app", image.Digest, null, default)).Select(entry => entry.Digest));
        Assert.Equal([signature.Root.Descriptor.Digest], (await network.Client(target.Name).ListReferrersAsync("team/app", sbom.Root.Descriptor.Digest, null, default)).Select(entry => entry.Digest));
        Assert.EndsWith("/manifests/v1", target.Of("PUT", "/manifests/").Last().Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_things_attached_to_one_image_are_all_listed_where_the_registry_keeps_no_list()
    {
        var (source, target) = (new SimulatedRegistry("source.example.com") { HasReferrers = true }, new SimulatedRegistry("target.example.com"));
        var image = TestImages.Create("signed");
        var attached = Enumerable.Range(0, 8).Select(number => TestImages.Attachment(image.Manifest.Descriptor, "application/signature", $"signature {number}")).ToArray();
        source.Add("team/app", ManifestTree.Of(image) with { Attached = attached }, "v1");
        await using var network = await SimulatedNetwork.StartAsync(source, target);

        ImageTransfer.Require(await CopyAsync(network, "source.example.com/team/app:v1", "target.example.com/team/app:v1"));

        var listed = await network.Client(target.Name).ListReferrersAsync("team/app", image.Digest, null, default);
        Assert.Equal(attached.Select(each => each.Root.Descriptor.Digest).Order(), listed.Select(entry => entry.Digest).Order());
    }

    [Fact]
    public async Task A_signature_that_is_refused_keeps_the_tag_where_it_was()
    {
        var (source, target) = (new SimulatedRegistry("source.example.com") { HasReferrers = true }, new SimulatedRegistry("target.example.com"));
        var image = TestImages.Create("signed");
        source.Add("team/app", ManifestTree.Of(image) with { Attached = [TestImages.Attachment(image.Manifest.Descriptor, "application/signature", "s")] }, "v1");
        target.Before = async context =>
        {
            if (context.Request.Method != "PUT" || !SimulatedHost.Target(context).Contains("/manifests/", StringComparison.Ordinal))
                return false;
            await SimulatedHost.ErrorAsync(context, 400, "MANIFEST_INVALID", "unknown artifact");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(source, target);

        Assert.Equal(ErrorCodes.ManifestRefused, Assert.Single(await CopyAsync(network, "source.example.com/team/app:v1", "target.example.com/team/app:v1")).Error!.Code);
        Assert.Null(target.Tagged("team/app", "v1"));
    }

    [Fact]
    public async Task An_image_goes_through_every_kind_of_place_and_keeps_its_digest()
    {
        var (source, target) = (new SimulatedRegistry("source.example.com") { HasReferrers = true }, new SimulatedRegistry("target.example.com") { HasReferrers = true });
        var image = TestImages.Create("journey", false, 100, 200);
        var signature = TestImages.Attachment(image.Manifest.Descriptor, "application/signature", "s");
        source.Add("team/app", ManifestTree.Of(image) with { Attached = [signature] }, "v1");
        await using var network = await SimulatedNetwork.StartAsync(source, target);
        string[] way = ["source.example.com/team/app:v1", $"oci:{In("layout")}", $"oci-archive:{In("a.tar")}", $"docker-archive:{In("b.tar")}", $"oci:{In("again")}:v1", "target.example.com/team/app"];

        foreach (var (from, to) in way.Zip(way.Skip(1)))
            Assert.EndsWith($"@{image.Digest}", Assert.Single(ImageTransfer.Require(await CopyAsync(network, from, to))).DigestReference, StringComparison.Ordinal);

        Assert.Equal(image.Digest, target.Tagged("team/app", "v1"));
        Assert.Equal([signature.Root.Descriptor.Digest], (await network.Client(target.Name).ListReferrersAsync("team/app", image.Digest, null, default)).Select(entry => entry.Digest));
        Assert.Equal(["source.example.com/team/app:v1"], (await DockerArchive.Open(In("b.tar")).ReadRootAsync(null, default)).Names);
    }

    [Fact]
    public async Task One_file_may_be_named_several_times_and_then_holds_all_the_names()
    {
        var source = new SimulatedRegistry("source.example.com");
        source.Add("team/app", ManifestTree.Of(TestImages.Create("names")), "v1");
        await using var network = await SimulatedNetwork.StartAsync(source);

        var results = ImageTransfer.Require(await CopyAsync(
            network, "source.example.com/team/app:v1", $"docker-archive:{In("a.tar")}:team/app:1", $"oci:{In("layout")}:1", $"docker-archive:{In("x/../a.tar")}:team/app:latest", $"oci:{In("layout")}"));

        Assert.Equal(["team/app:1", "team/app:latest"], (await DockerArchive.Open(In("a.tar")).ReadRootAsync("team/app:latest", default)).Names);
        Assert.Equal(["1", "v1"], new OciLayout(In("layout")).ReadIndex().Select(entry => entry.Annotations!["org.opencontainers.image.ref.name"]));
        Assert.Equal(2, results.Count);
        Assert.Equal([$"docker-archive:{In("a.tar")}:team/app:1", $"docker-archive:{In("a.tar")}:team/app:latest"], results[0].References);
    }

    [Fact]
    public void One_file_is_not_written_in_two_formats()
    {
        var tree = ManifestTree.Of(TestImages.Create("clash"));

        var error = Assert.Throws<ImageBuildException>(() => TransferPlan.For(tree, [], [ImageLocation.Parse("oci-archive:a.tar"), ImageLocation.Parse("docker-archive:./a.tar")]));

        Assert.Equal(ErrorCodes.InvalidReference, error.Code);
    }

    [Fact]
    public async Task A_layout_that_is_written_first_is_what_registries_are_served_from()
    {
        var (source, target) = (new SimulatedRegistry("source.example.com"), new SimulatedRegistry("target.example.com"));
        var index = Store(source);
        await using var network = await SimulatedNetwork.StartAsync(source, target);

        ImageTransfer.Require(await CopyAsync(network, "source.example.com/team/app:v1", "target.example.com/team/app:v1", $"oci:{In("layout")}", $"oci-archive:{In("a.tar")}"));

        Assert.Equal(index.Manifest.Descriptor.Digest, target.Tagged("team/app", "v1"));
        // Once for the layout and once for the archive, which is written in a stream.
        Assert.All(index.Images.SelectMany(image => image.Blobs), blob => Assert.InRange(source.Of("GET", blob.Descriptor.Digest.ToString()).Count(), 1, 2));
    }

    [Fact]
    public async Task What_a_layout_has_is_not_fetched_again()
    {
        var source = new SimulatedRegistry("source.example.com");
        Store(source);
        await using var network = await SimulatedNetwork.StartAsync(source);
        await CopyAsync(network, "source.example.com/team/app:v1", $"oci:{In("layout")}");
        var before = source.Of("GET", "/blobs/").Count();

        var result = Assert.Single(ImageTransfer.Require(await CopyAsync(network, "source.example.com/team/app:v1", $"oci:{In("layout")}")));

        Assert.Equal(before, source.Of("GET", "/blobs/").Count());
        Assert.True(result.UpToDate);
    }

    [Fact]
    public async Task One_destination_that_refuses_is_named_and_the_others_get_the_image()
    {
        var source = new SimulatedRegistry("source.example.com");
        var index = Store(source);
        File.WriteAllText(In("file"), "in the way");
        await using var network = await SimulatedNetwork.StartAsync(source);

        var outcomes = await CopyAsync(network, "source.example.com/team/app:v1", $"oci:{In("file")}", "nowhere.example.com/team/app:v1", $"oci:{In("layout")}");

        Assert.Equal([ErrorCodes.CannotWrite, null, ErrorCodes.RegistryUnreachable], outcomes.Select(outcome => outcome.Error?.Code));
        Assert.Equal(index.Manifest.Descriptor.Digest, new OciLayout(In("layout")).Find("v1").Digest);
        var error = Assert.Throws<ImageBuildException>(() => ImageTransfer.Require(outcomes));
        Assert.Contains("nowhere.example.com", error.Cause, StringComparison.Ordinal);
        Assert.Contains(In("file"), error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_platform_is_taken_out_of_an_index()
    {
        var source = new SimulatedRegistry("source.example.com");
        var index = Store(source);
        await using var network = await SimulatedNetwork.StartAsync(source);
        var opened = await TransferSource.OpenAsync(ImageLocation.Parse("source.example.com/team/app:v1"), network.Clients(), default);

        var arm = await opened.ForPlatformAsync(Platform.Parse("linux/arm64"), default);

        Assert.Equal(index.Images[1].Digest, arm.Root.Descriptor.Digest);
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => opened.ForPlatformAsync(Platform.Parse("linux/s390x"), default));
        Assert.Equal((ErrorCodes.ManifestMissing, true), (error.Code, error.Cause.Contains("linux/amd64, linux/arm64", StringComparison.Ordinal)));
        Assert.Equal(ErrorCodes.ManifestMissing, (await Assert.ThrowsAsync<ImageBuildException>(() => arm.ForPlatformAsync(Platform.Parse("linux/s390x"), default))).Code);
    }

    [Fact]
    public void A_plan_says_what_will_be_written_pushed_and_attached()
    {
        var image = TestImages.Create("plan", false, 100);
        var signature = TestImages.Attachment(image.Manifest.Descriptor, "application/signature", "s");
        var tree = ManifestTree.Of(image) with { Attached = [signature] };

        var plan = TransferPlan.For(tree, [new("v1", "ghcr.io/team/app:v1")], [ImageLocation.Parse("quay.io/team/app"), ImageLocation.Parse("oci:layout:v2")]);

        Assert.Equal(
            $"""
            write to oci:layout:v2
              blob     {image.Config.Descriptor.Digest}         {image.Config.Descriptor.Size} B
              blob     {image.Layers[0].Descriptor.Digest}        100 B
              blob     {image.Digest}        {image.Manifest.Descriptor.Size} B
              blob     {signature.Blobs[0].Descriptor.Digest}          2 B
              blob     {signature.Blobs[1].Descriptor.Digest}         50 B
              blob     {signature.Root.Descriptor.Digest}        {signature.Root.Descriptor.Size} B
              tag      v2 for ghcr.io/team/app:v1
            push to quay.io/team/app
              blob     {signature.Blobs[0].Descriptor.Digest}          2 B check, upload
              blob     {signature.Blobs[1].Descriptor.Digest}         50 B check, upload
              manifest {signature.Root.Descriptor.Digest}        {signature.Root.Descriptor.Size} B
            push to quay.io/team/app
              blob     {image.Config.Descriptor.Digest}         {image.Config.Descriptor.Size} B check, upload
              blob     {image.Layers[0].Descriptor.Digest}        100 B check, upload
              manifest {image.Digest}        {image.Manifest.Descriptor.Size} B
              tag      v1

            """,
            plan.ToString());
    }

    [Theory]
    [InlineData("docker-archive:a.tar", "IB5015")]
    [InlineData("ghcr.io/team/app@sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "IB1010")]
    [InlineData("oci:layout@sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "IB1012")]
    [InlineData("oci:layout:not+a+tag", "IB1012")]
    public void What_cannot_be_done_is_refused_before_anything_is(string destination, string code)
    {
        var index = ManifestTree.Of(TestImages.Index(TestImages.Create("a"), TestImages.Create("b")));
        Assert.Equal(code, Assert.Throws<ImageBuildException>(() => TransferPlan.For(index, [], [ImageLocation.Parse(destination)])).Code.Id);
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private static ImageIndex Store(SimulatedRegistry registry)
    {
        var index = TestImages.Index(TestImages.Create("amd"), TestImages.Create("arm"));
        registry.Add("team/app", ManifestTree.Of(index), "v1");
        return index;
    }

    private static async Task<IReadOnlyList<TransferOutcome>> CopyAsync(SimulatedNetwork network, string from, params string[] to)
    {
        var clients = network.Clients();
        var source = await TransferSource.OpenAsync(ImageLocation.Parse(from), clients, default);
        var tree = await source.ReadTreeAsync(attached: true, default);
        return await new ImageTransfer(clients, NullBuildLog.Instance).RunAsync(TransferPlan.For(tree, source.Names, to.Select(ImageLocation.Parse)), default);
    }
}
