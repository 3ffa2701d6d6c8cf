using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;
using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries;

/// <summary>Where an upload goes on, and what happens when it does not.</summary>
public class UploadSessionTests : RegistryTest
{
    [Fact]
    public async Task A_416_moves_the_next_chunk_to_where_the_registry_is()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var lost = 0;
        registry.Before = context =>
        {
            // The second chunk is taken, but its answer says otherwise.
            if (context.Request.Headers.ContentRange.ToString().StartsWith("1048576-", StringComparison.Ordinal) && Interlocked.Exchange(ref lost, 1) == 0)
            {
                context.Response.StatusCode = 416;
                context.Response.Headers.Range = "bytes=0-1048575";
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: options => options with { UploadMethod = UploadMethod.Chunked, ChunkSize = MiB });
        var blob = TestImages.Blob("416", 3 * MiB);

        await client.UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.Single(registry.Of("POST"));
    }

    [Fact]
    public async Task A_416_on_the_closing_PUT_starts_the_upload_again()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var refused = 0;
        registry.Before = async context =>
        {
            if (context.Request.Method != "PUT" || Interlocked.Exchange(ref refused, 1) == 1)
                return false;
            await SimulatedHost.ErrorAsync(context, 416, "REQUESTED_RANGE_NOT_SATISFIABLE");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("put416", 5 * MiB);

        await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        Assert.Equal(2, registry.Of("POST").Count());
        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
    }

    [Fact]
    public async Task An_upload_disturbed_by_a_parallel_one_starts_again()
    {
        var registry = new NexusProfile { BasicLogin = ("alice", "pä:ss") };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("nexus", 10);

        await network.Client(registry.Name, Alice).UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
    }

    [Fact]
    public async Task Cookies_are_never_sent_back()
    {
        var registry = new HarborProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network.Client(registry.Name), TestImages.Create("cookies"));

        Assert.DoesNotContain(registry.Seen, request => request.Headers.ContainsKey("Cookie"));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("https://registry.example.com{0}")]
    [InlineData("https://registry.example.com:443{0}")]
    [InlineData("http://registry.example.com{0}")]
    [InlineData("registry.example.com{0}")]
    [InlineData("//registry.example.com{0}")]
    [InlineData("https://REGISTRY.example.com{0}")]
    public async Task A_Location_of_any_form_is_followed_with_every_byte_of_its_query(string form)
    {
        var registry = new SimulatedRegistry("registry.example.com") { LocationForm = path => form.Replace("{0}", path, StringComparison.Ordinal) };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("location", 5 * MiB);

        await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.Contains("?_state=%7Ea-b%2Fc%41%3D%3D2&digest=sha256%3A", Assert.Single(registry.Of("PUT")).Target, StringComparison.Ordinal);
        Assert.All(network.Connections, connection => Assert.EndsWith(":443", connection, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://other.example.com{0}")]
    [InlineData("http://registry.example.com:5000{0}")]
    [InlineData("https://169.254.169.254{0}")]
    [InlineData("https://127.0.0.1{0}")]
    [InlineData("https://localhost{0}")]
    [InlineData("https://user:pass@registry.example.com{0}")]
    public async Task A_Location_at_an_internal_address_or_without_TLS_is_not_followed(string form)
    {
        var registry = new SimulatedRegistry("registry.example.com") { LocationForm = path => form.Replace("{0}", path, StringComparison.Ordinal) };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).UploadBlobAsync("team/app", TestImages.Blob("bad", 10), null, default));

        Assert.Equal(ErrorCodes.LocationRefused, error.Code);
        Assert.Equal(["registry.example.com:443"], network.Connections.Distinct());
    }

    [Fact]
    public async Task An_upload_Location_on_another_host_is_used_without_the_login()
    {
        var registry = new SimulatedRegistry("registry.example.com") { BasicLogin = ("alice", "pä:ss"), LocationForm = path => "https://upload.example.com" + path };
        var upload = new Forwarder("upload.example.com", registry);
        await using var network = await SimulatedNetwork.StartAsync(registry, upload);
        var blob = TestImages.Blob("elsewhere", 10);

        await network.Client(registry.Name, Alice).UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.All(upload.Seen, request => Assert.Null(request.Authorization));
    }

    [Fact]
    public async Task A_login_that_is_missing_in_the_middle_shows_as_such_and_not_as_a_broken_pipe()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = async context =>
        {
            if (context.Request.Method != "PATCH")
                return false;
            await SimulatedHost.ErrorAsync(context, 401, "UNAUTHORIZED", "no");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).UploadBlobAsync("team/app", TestImages.Blob("401", 30 * MiB), null, default));

        Assert.Equal(ErrorCodes.LoginMissing, error.Code);
        Assert.Equal(0, registry.Of("PATCH").Sum(request => request.Body));
    }

    [Fact]
    public async Task A_full_project_is_reported_as_such()
    {
        var registry = new HarborProfile { ProjectFull = true };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name), TestImages.Create("full")));

        Assert.Equal(ErrorCodes.QuotaExceeded, error.Code);
    }

    [Fact]
    public async Task A_blob_shorter_than_announced_is_an_error_of_the_build_and_not_of_the_network()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("short", 10);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).UploadBlobAsync("team/app", new Lying(blob), null, default));

        Assert.Equal(ErrorCodes.UploadFailed, error.Code);
        Assert.Contains("fewer", error.Cause, StringComparison.Ordinal);
        Assert.Empty(network.Delays);
    }

    [Theory]
    [InlineData("0-99", 100L)]
    [InlineData("bytes=0-99", 100L)]
    [InlineData("bytes 0-99", 100L)]
    [InlineData("bytes=0--1", 0L)]
    [InlineData("0-0", 0L)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("0-", null)]
    [InlineData(null, null)]
    public void A_Range_of_an_upload_is_read_in_every_form(string? text, long? stored) =>
        Assert.Equal(stored, ImageBuild.Registries.Uploads.UploadSession.ParseRange(text));

    private sealed class Forwarder(string name, SimulatedRegistry registry) : SimulatedHost(name)
    {
        protected override Task AnswerAsync(HttpContext context)
        {
            context.Request.Headers.Authorization = Basic(Alice);
            return registry.HandleAsync(context);
        }
    }

    private sealed class Lying(BytesBlob blob) : IBlob
    {
        public Descriptor Descriptor => blob.Descriptor with { Size = blob.Descriptor.Size + 1 };

        public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => blob.OpenAsync(cancellationToken);
    }
}
