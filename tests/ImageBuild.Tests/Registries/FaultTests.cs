using System.Globalization;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Tests.Registries.Simulated;
using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries;

public class FaultTests : RegistryTest
{
    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_passing_fault_anywhere_does_not_end_the_push(int status)
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var seen = new HashSet<string>();
        // Every kind of request fails once.
        registry.Before = async context =>
        {
            var target = SimulatedHost.Target(context).Split('?')[0];
            var kind = context.Request.Method + (target.Contains("/uploads/", StringComparison.Ordinal) ? "upload" : target.Contains("/blobs/", StringComparison.Ordinal) ? "blob" : target.Contains("/manifests/", StringComparison.Ordinal) ? "manifest" : "ping");
            lock (seen)
            {
                if (!seen.Add(kind))
                    return false;
            }

            await SimulatedHost.WriteAsync(context, status, "later");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var image = TestImages.Create("fault", false, 100, 5 * MiB);

        await PushAsync(network.Client(registry.Name), image);

        Assert.Equal(image.Digest, registry.Tagged("team/app", "v1"));
        Assert.Contains("PATCHupload", seen);
        Assert.True(network.Delays.Count >= 5);
    }

    [Fact]
    public async Task A_fault_that_stays_is_reported_after_five_tries_with_the_request_identifier()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = async context =>
        {
            if (!SimulatedHost.Target(context).Contains("/manifests/", StringComparison.Ordinal))
                return false;
            context.Response.Headers["X-Request-Id"] = "abc-123";
            await SimulatedHost.ErrorAsync(context, 500, "UNKNOWN", "disk on fire");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.RegistryFault, error.Code);
        Assert.Equal("Reading 'v1' at registry.example.com/team/app failed: GET answered 500 UNKNOWN (disk on fire), request abc-123.", error.Cause);
        Assert.Equal(5, registry.Of("GET", "/manifests/").Count());
        Assert.Equal(4, network.Delays.Count);
    }

    [Fact]
    public async Task Pauses_double_and_are_spread()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = context =>
        {
            context.Response.StatusCode = SimulatedHost.Target(context).Contains("/manifests/", StringComparison.Ordinal) ? 503 : 200;
            return Task.FromResult(true);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).GetManifestAsync("team/app", "v1", default));

        Assert.Collection(
            network.Delays,
            delay => Assert.InRange(delay.TotalSeconds, 0.5, 1),
            delay => Assert.InRange(delay.TotalSeconds, 1, 2),
            delay => Assert.InRange(delay.TotalSeconds, 2, 4),
            delay => Assert.InRange(delay.TotalSeconds, 4, 8));
    }

    [Theory]
    [InlineData("Retry-After", "7", 7, 7)]
    [InlineData("Retry-After", "date+20", 15, 20)]
    [InlineData("X-Retry-After", "unix+20", 15, 20)]
    [InlineData("Retry-After", "100000", 60, 60)]
    [InlineData("Retry-After", "nonsense", 0.5, 1)]
    public async Task A_registry_that_says_when_to_come_back_is_obeyed_within_a_minute(string header, string value, double least, double most)
    {
        value = value switch
        {
            "date+20" => DateTimeOffset.UtcNow.AddSeconds(20).ToString("R", CultureInfo.InvariantCulture),
            "unix+20" => DateTimeOffset.UtcNow.AddSeconds(20).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            _ => value,
        };
        var registry = new SimulatedRegistry("registry.example.com");
        registry.AddManifest("team/app", TestImages.Create("limit").Manifest, "v1");
        var limited = 0;
        registry.Before = context =>
        {
            if (!SimulatedHost.Target(context).Contains("/manifests/", StringComparison.Ordinal) || Interlocked.Exchange(ref limited, 1) == 1)
                return Task.FromResult(false);
            context.Response.StatusCode = 429;
            context.Response.Headers[header] = value;
            return Task.FromResult(true);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).GetManifestAsync("team/app", "v1", default);

        Assert.InRange(Assert.Single(network.Delays).TotalSeconds, least, most);
    }

    [Fact]
    public async Task A_connection_lost_in_the_middle_starts_the_upload_again_from_its_first_byte()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var lost = 0;
        registry.Before = async context =>
        {
            if (context.Request.Method != "PATCH" || Interlocked.Exchange(ref lost, 1) == 1)
                return false;
            await context.Request.Body.ReadExactlyAsync(new byte[2 * MiB]);
            context.Abort();
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("lost", 6 * MiB);

        await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        Assert.Equal(2, registry.Of("POST").Count());
        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
    }

    [Fact]
    public async Task A_connection_lost_twice_at_the_same_place_leads_to_chunks()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = async context =>
        {
            if (context.Request.Method != "PATCH" || context.Request.ContentLength < 10 * MiB)
                return false;
            await context.Request.Body.ReadExactlyAsync(new byte[4 * MiB]);
            context.Abort();
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("twice", 20 * MiB);

        await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.Contains(registry.Seen, request => request.Headers.ContainsKey("Content-Range"));
    }

    [Fact]
    public async Task An_answer_lost_after_the_closing_PUT_is_found_out_and_the_blob_not_sent_again()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var blob = TestImages.Blob("ambiguous", 5 * MiB);
        registry.Before = context =>
        {
            if (context.Request.Method != "PUT")
                return Task.FromResult(false);
            registry.AddBlob("team/app", blob);
            context.Abort();
            return Task.FromResult(true);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        Assert.Single(registry.Of("PATCH"));
    }

    [Fact]
    public async Task An_answer_whose_body_breaks_off_is_asked_for_again()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var manifest = TestImages.Create("half").Manifest;
        registry.AddManifest("team/app", manifest, "v1");
        var broken = 0;
        registry.Before = async context =>
        {
            if (!SimulatedHost.Target(context).Contains("/manifests/", StringComparison.Ordinal) || Interlocked.Exchange(ref broken, 1) == 1)
                return false;
            context.Response.ContentLength = manifest.Bytes.Length;
            await context.Response.Body.WriteAsync(manifest.Bytes[..10]);
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(manifest.Descriptor, (await network.Client(registry.Name).GetManifestAsync("team/app", "v1", default)).Descriptor);
        Assert.Single(network.Delays);
    }

    [Fact]
    public async Task A_registry_that_never_answers_is_given_up()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = async context =>
        {
            if (SimulatedHost.Target(context) == "/v2/")
                return false;
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: Impatient);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => client.GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.RegistrySilent, error.Code);
    }

    [Fact]
    public async Task A_body_that_stands_still_is_sent_again()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var stuck = 0;
        registry.Before = async context =>
        {
            if (context.Request.Method != "PATCH" || Interlocked.Exchange(ref stuck, 1) == 1)
                return false;
            await context.Request.Body.ReadExactlyAsync(new byte[MiB]);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("still", 30 * MiB);

        await network.Client(registry.Name, change: options => Impatient(options) with { ConnectTimeout = TimeSpan.FromSeconds(30), ResponseTimeout = TimeSpan.FromSeconds(20) }).UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
    }

    [Fact]
    public async Task Giving_up_ends_at_once_and_is_no_error_of_the_registry()
    {
        using var source = new CancellationTokenSource();
        var registry = new SimulatedRegistry("registry.example.com");
        HangAtThePatch(registry, source);
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var plan = PushPlan.For(TestImages.Create("cancel", false, 30 * MiB), registry.Name, "team/app", ["v1"]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Pusher(network.Client(registry.Name)).PushAsync(plan, source.Token));

        Assert.Null(registry.Tagged("team/app", "v1"));
    }

    [Fact]
    public async Task No_tag_moves_when_a_blob_fails()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = async context =>
        {
            if (context.Request.Method != "PUT" || context.Request.ContentLength != 200)
                return false;
            await SimulatedHost.ErrorAsync(context, 403, "DENIED");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name), TestImages.Create("half", false, 100, 200)));

        Assert.Empty(registry.Of("PUT", "/manifests/"));
    }

    [Fact]
    public async Task A_hint_that_is_out_of_date_is_corrected()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var image = TestImages.Create("stale");
        registry.Before = async context =>
        {
            if (context.Request.Method != "PUT" || !SimulatedHost.Target(context).Contains("/manifests/", StringComparison.Ordinal) || registry.Blobs.Count == 2)
                return false;
            await SimulatedHost.ErrorAsync(context, 400, "MANIFEST_BLOB_UNKNOWN");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network.Client(registry.Name), image, hints: new() { Present = image.Blobs.Select(blob => blob.Descriptor.Digest).ToHashSet() });

        Assert.Equal(image.Digest, registry.Tagged("team/app", "v1"));
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_reported_at_once()
    {
        await using var network = await SimulatedNetwork.StartAsync();

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client("nowhere.example.com").GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.RegistryUnreachable, error.Code);
        Assert.Equal("Reaching the registry at nowhere.example.com failed: GET found no such host.", error.Cause);
        Assert.Empty(network.Delays);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_reported_with_where_to_put_it()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name, change: options => options with { CertificateAuthorityFile = null }).GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.RegistryCertificate, error.Code);
        Assert.Empty(network.Delays);
    }

    [Fact]
    public async Task A_registry_whose_certificate_is_not_checked_gives_a_warning()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.AddManifest("team/app", TestImages.Create("unchecked").Manifest, "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var log = new RecordingLog();

        await network.Client(registry.Name, change: options => options with { CertificateAuthorityFile = null, UnverifiedRegistries = new HashSet<string> { registry.Name } }, log: log).GetManifestAsync("team/app", "v1", default);

        Assert.Equal(ErrorCodes.CertificateUnchecked, Assert.Single(log.Warnings).Code);
    }

    private static RegistryOptions Impatient(RegistryOptions options) => options with
    {
        ConnectTimeout = TimeSpan.FromMilliseconds(200),
        ResponseTimeout = TimeSpan.FromMilliseconds(200),
        StallTimeout = TimeSpan.FromMilliseconds(400),
        Attempts = 2,
    };
}
