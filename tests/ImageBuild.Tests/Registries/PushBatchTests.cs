using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries;
using ImageBuild.Tests.Registries.Simulated;
using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries;

/// <summary>Several images to several repositories: planned as text, then carried out.</summary>
public class PushBatchTests : RegistryTest
{
    private static readonly BytesBlob Shared = TestImages.Blob("shared", 5 * MiB);

    [Fact]
    public void A_blob_goes_to_a_registry_once_and_is_mounted_by_the_repositories_after_that()
    {
        var (orders, billing) = (ImageOf("orders"), ImageOf("billing"));

        var batch = PushBatch.Of(
        [
            PushPlan.For(orders, "ghcr.io", "team/orders", ["1"]),
            PushPlan.For(billing, "ghcr.io", "team/billing", ["1"]),
            PushPlan.For(orders, "quay.io", "team/orders", ["1"]),
            PushPlan.For(orders, "ghcr.io", "team/orders", ["latest"]),
        ]);

        Assert.Equal(
            $"""
            push to ghcr.io/team/orders
              blob     {orders.Config.Descriptor.Digest}         {orders.Config.Descriptor.Size} B check, upload
              blob     {Shared.Descriptor.Digest}    5242880 B check, upload
              blob     {orders.Layers[1].Descriptor.Digest}         10 B check, upload
              manifest {orders.Digest}        {orders.Manifest.Descriptor.Size} B
              tag      1
              tag      latest
            push to ghcr.io/team/billing
              blob     {billing.Config.Descriptor.Digest}         {billing.Config.Descriptor.Size} B check, upload
              blob     {Shared.Descriptor.Digest}    5242880 B mount from team/orders once it is there
              blob     {billing.Layers[1].Descriptor.Digest}         10 B check, upload
              manifest {billing.Digest}        {billing.Manifest.Descriptor.Size} B
              tag      1
            push to quay.io/team/orders
              blob     {orders.Config.Descriptor.Digest}         {orders.Config.Descriptor.Size} B check, upload
              blob     {Shared.Descriptor.Digest}    5242880 B check, upload
              blob     {orders.Layers[1].Descriptor.Digest}         10 B check, upload
              manifest {orders.Digest}        {orders.Manifest.Descriptor.Size} B
              tag      1

            """,
            batch.ToString());
    }

    [Fact]
    public void A_second_image_in_one_repository_finds_what_the_first_one_brought()
    {
        var text = PushBatch.Of([PushPlan.For(ImageOf("a"), "ghcr.io", "team/app", ["a"]), PushPlan.For(ImageOf("b"), "ghcr.io", "team/app", ["b"])]).ToString();

        Assert.Contains($"{Shared.Descriptor.Digest}    5242880 B sent above\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_base_repository_has_is_mounted_from_there_by_the_first_and_from_the_first_by_the_others()
    {
        var hints = MountFrom("ghcr.io", "base/os", Shared);

        var batch = PushBatch.Of([PushPlan.For(ImageOf("a"), "ghcr.io", "team/a", ["1"], hints), PushPlan.For(ImageOf("b"), "ghcr.io", "team/b", ["1"], hints)]);

        Assert.Equal(["base/os", "team/a"], batch.Plans.Select(plan => plan.Blobs.Single(blob => blob.Blob == Shared).MountFrom));
    }

    [Fact]
    public async Task Ten_services_send_what_they_share_once()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var services = Enumerable.Range(0, 10).Select(number => (Repository: $"team/service{number}", Image: ImageOf($"service{number}"))).ToList();

        var outcomes = await PushAsync(network, services.Select(service => PushPlan.For(service.Image, registry.Name, service.Repository, ["1"])));

        Assert.All(outcomes, outcome => Assert.Null(outcome.Error));
        Assert.Single(registry.Of("PATCH"), request => request.Body == Shared.Descriptor.Size);
        Assert.Equal(9, outcomes.Count(outcome => outcome.Result!.Blobs.Any(blob => blob is { Fate: BlobFate.Mounted, MountedFrom: "team/service0", BytesSent: 0 })));
        Assert.All(services, service => Assert.Equal(service.Image.Digest, registry.Tagged(service.Repository, "1")));
        Assert.All(services, service => Assert.True(registry.HasBlob(service.Repository, Shared.Descriptor.Digest)));
        // The others do not ask first: mounting is the question.
        Assert.Single(registry.Of("HEAD", Shared.Descriptor.Digest.ToString()));
    }

    [Fact]
    public async Task A_mount_begins_when_the_blob_is_there_and_a_tag_moves_when_everything_below_it_is()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var broken = new List<string>();
        registry.Before = context =>
        {
            var target = SimulatedHost.Target(context);
            if (context.Request.Query["from"].ToString() is { Length: > 0 } from && !registry.HasBlob(from, Digest.Parse(context.Request.Query["mount"]!)))
                broken.Add($"mounted from {from} too early");
            if (context.Request.Method == "PUT" && target.Contains("/manifests/", StringComparison.Ordinal) && !registry.HasBlob(target[4..target.IndexOf("/manifests/", StringComparison.Ordinal)], Shared.Descriptor.Digest))
                broken.Add($"{target} too early");
            return Task.FromResult(false);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network, Enumerable.Range(0, 6).Select(number => PushPlan.For(ImageOf($"s{number}"), registry.Name, $"team/s{number}", ["1"])));

        Assert.Empty(broken);
        Assert.Equal(6, registry.Of("PUT", "/manifests/1").Count());
    }

    [Fact]
    public async Task Where_mounting_is_refused_each_repository_gets_the_bytes()
    {
        var registry = new SimulatedRegistry("registry.example.com")
        {
            Before = context =>
            {
                var isMount = context.Request.Query.ContainsKey("mount");
                if (isMount)
                    context.Response.StatusCode = 403;
                return Task.FromResult(isMount);
            },
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var outcomes = await PushAsync(network, [PushPlan.For(ImageOf("a"), registry.Name, "team/a", ["1"]), PushPlan.For(ImageOf("b"), registry.Name, "team/b", ["1"])]);

        Assert.All(outcomes, outcome => Assert.All(outcome.Result!.Blobs, blob => Assert.Equal(BlobFate.Uploaded, blob.Fate)));
    }

    [Fact]
    public async Task A_repository_that_has_the_blob_already_is_where_the_others_mount_it_from()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var old = ImageOf("old");
        registry.Add("team/second", ManifestTree.Of(old), "1");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network, [PushPlan.For(ImageOf("new"), registry.Name, "team/first", ["1"]), PushPlan.For(ImageOf("newer"), registry.Name, "team/second", ["1"])]);

        Assert.Empty(registry.Of("PATCH"));
        Assert.Contains(registry.Of("POST", "from=team%2Fsecond"), request => request.Target.StartsWith("/v2/team/first/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_is_refused_fails_alone_and_leaves_its_tag_where_it_was()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = async context =>
        {
            if (!SimulatedHost.Target(context).StartsWith("/v2/team/closed/", StringComparison.Ordinal) || context.Request.Method is "GET" or "HEAD")
                return false;
            await SimulatedHost.ErrorAsync(context, 403, "DENIED");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var outcomes = await PushAsync(network, [PushPlan.For(ImageOf("closed"), registry.Name, "team/closed", ["1"]), PushPlan.For(ImageOf("open"), registry.Name, "team/open", ["1"])]);

        Assert.Equal(ErrorCodes.AccessDenied, outcomes[0].Error!.Code);
        Assert.Null(outcomes[0].Result);
        Assert.NotNull(outcomes[1].Result);
        Assert.Null(registry.Tagged("team/closed", "1"));
        Assert.NotNull(registry.Tagged("team/open", "1"));
    }

    [Fact]
    public async Task A_registry_that_is_out_of_reach_does_not_keep_another_from_getting_the_image()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var image = ImageOf("a");

        var outcomes = await PushAsync(network, [PushPlan.For(image, "nowhere.example.com", "team/a", ["1"]), PushPlan.For(image, registry.Name, "team/a", ["1"])]);

        Assert.Equal(ErrorCodes.RegistryUnreachable, outcomes[0].Error!.Code);
        Assert.Equal(image.Digest, registry.Tagged("team/a", "1"));
    }

    [Fact]
    public async Task A_registry_gets_no_more_at_once_than_it_bears_whatever_the_number_of_images()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var (now, most) = (0, 0);
        registry.Around = async (context, answer) =>
        {
            var isTransfer = SimulatedHost.Target(context).Contains("/uploads/", StringComparison.Ordinal);
            if (isTransfer)
            {
                lock (registry)
                    most = Math.Max(most, ++now);
                await Task.Delay(2);
            }

            await answer();
            if (isTransfer)
            {
                lock (registry)
                    now--;
            }
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await new Pusher(network.Clients(options => options with { Parallelism = 3 })).PushAsync(
            PushBatch.Of(Enumerable.Range(0, 8).Select(number => PushPlan.For(ImageOf($"s{number}"), registry.Name, $"team/s{number}", ["1"]))), default);

        Assert.InRange(most, 2, 3);
    }

    [Fact]
    public async Task Giving_up_leaves_nothing_running()
    {
        using var source = new CancellationTokenSource();
        var registry = new SimulatedRegistry("registry.example.com");
        HangAtThePatch(registry, source);
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var batch = PushBatch.Of([PushPlan.For(ImageOf("a"), registry.Name, "team/a", ["1"]), PushPlan.For(ImageOf("b"), registry.Name, "team/b", ["1"])]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Pusher(network.Clients()).PushAsync(batch, source.Token));

        var seen = registry.Seen.Count;
        await Task.Delay(100);
        Assert.Equal(seen, registry.Seen.Count);
        Assert.Empty(registry.Of("PUT", "/manifests/"));
    }

    private static Image ImageOf(string seed)
    {
        var config = TestImages.Blob("config" + seed, 20, MediaTypes.OciConfig);
        IBlob[] layers = [Shared, TestImages.Blob(seed, 10)];
        return new(TestImages.Manifest(config, layers), config, layers, new("linux", "amd64"));
    }

    private static Task<IReadOnlyList<PushOutcome>> PushAsync(SimulatedNetwork network, IEnumerable<PushPlan> plans) =>
        new Pusher(network.Clients()).PushAsync(PushBatch.Of(plans), default);
}
