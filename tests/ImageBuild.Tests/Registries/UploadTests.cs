using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;
using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries;

public class UploadTests : RegistryTest
{
    private static readonly Credential.Basic Aws = new("AWS", "x", "a test");

    [Fact]
    public async Task A_small_blob_travels_inside_the_PUT()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).UploadBlobAsync("team/app", TestImages.Blob("small", 4 * MiB), null, default);

        Assert.Equal(["POST", "PUT"], registry.Seen.Skip(1).Select(request => request.Method));
    }

    [Fact]
    public async Task A_large_blob_travels_in_one_PATCH_of_known_length_without_a_range()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("large", (4 * MiB) + 1);

        var result = await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        var patch = Assert.Single(registry.Of("PATCH"));
        Assert.Equal(blob.Descriptor.Size.ToString(System.Globalization.CultureInfo.InvariantCulture), patch.Headers["Content-Length"]);
        Assert.Equal("application/octet-stream", patch.Headers["Content-Type"]);
        Assert.Equal("100-continue", patch.Headers["Expect"]);
        Assert.False(patch.Headers.ContainsKey("Content-Range"));
        Assert.False(patch.Headers.ContainsKey("Transfer-Encoding"));
        Assert.Equal(0, Assert.Single(registry.Of("PUT")).Body);
        Assert.Equal((BlobFate.Uploaded, blob.Descriptor.Size, 4), (result.Fate, result.BytesSent, result.Requests));
    }

    [Theory]
    [InlineData(UploadMethod.Chunked)]
    [InlineData(null)]
    public async Task Google_never_gets_a_Content_Range(UploadMethod? method)
    {
        var registry = new GarProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: options => options with { UploadMethod = method });

        await client.UploadBlobAsync("p/r/app", TestImages.Blob("gar", 6 * MiB), null, default);

        Assert.DoesNotContain(registry.Seen, request => request.Headers.ContainsKey("Content-Range"));
    }

    [Fact]
    public async Task Github_gets_ranged_chunks_of_at_most_4_MiB()
    {
        var registry = new GhcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: options => options with { UploadMethod = UploadMethod.Chunked, ChunkSize = 50 * MiB });

        await client.UploadBlobAsync("o/app", TestImages.Blob("ghcr", 9 * MiB), null, default);

        Assert.Equal([4 * MiB, 4 * MiB, MiB], registry.Of("PATCH").Select(request => request.Body));
    }

    [Fact]
    public async Task Github_gets_a_large_blob_in_one_unranged_PATCH()
    {
        var registry = new GhcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).UploadBlobAsync("o/app", TestImages.Blob("ghcr", 9 * MiB), null, default);

        Assert.Equal(9 * MiB, Assert.Single(registry.Of("PATCH")).Body);
    }

    [Fact]
    public async Task Ecr_answering_201_with_a_Range_that_stays_gets_the_whole_blob()
    {
        var registry = new EcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("ecr", 18 * MiB);
        var client = network.Client(registry.Name, Aws, options => options with { UploadMethod = UploadMethod.Chunked });

        await client.UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.Equal([8 * MiB, 8 * MiB, 2 * MiB], Assert.Single(registry.Parts.Values));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(50, 10)]
    public async Task Ecr_gets_chunks_of_5_to_10_MiB_whatever_is_asked_for(int asked, int sent)
    {
        var registry = new EcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, Aws, options => options with { UploadMethod = UploadMethod.Chunked, ChunkSize = asked * MiB });

        await client.UploadBlobAsync("team/app", TestImages.Blob("ecr", 12 * MiB), null, default);

        Assert.Equal(sent * MiB, Assert.Single(registry.Parts.Values)[0]);
    }

    [Fact]
    public async Task A_repository_that_has_to_exist_is_reported_with_the_command_that_makes_it()
    {
        var registry = new EcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name, Aws), TestImages.Create("ecr"), "team/none"));

        Assert.Equal(ErrorCodes.RepositoryMissing, error.Code);
        Assert.Equal("Run 'aws ecr create-repository --repository-name team/none'.", error.Remedy);
    }

    [Fact]
    public async Task After_a_413_the_blob_is_sent_in_smaller_and_smaller_chunks_never_with_chunked_transfer()
    {
        var registry = new AcrProfile { MaxBody = 3 * MiB };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("413", 9 * MiB);

        await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.DoesNotContain(registry.Seen, request => request.Headers.ContainsKey("Transfer-Encoding"));
        Assert.All(registry.Of("PATCH").Where(request => request.Status == 202), request => Assert.True(request.Body <= 3 * MiB));
    }

    [Fact]
    public async Task What_a_413_taught_is_remembered_for_the_next_blob()
    {
        var registry = new AcrProfile { MaxBody = 3 * MiB };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name);
        await client.UploadBlobAsync("team/app", TestImages.Blob("first", 9 * MiB), null, default);
        var before = registry.Seen.Count;

        await client.UploadBlobAsync("team/app", TestImages.Blob("second", 9 * MiB), null, default);

        Assert.DoesNotContain(registry.Seen.Skip(before), request => request.Status == 413);
    }

    /// <summary>A proxy with a small limit: the first body that is refused is smaller than a chunk would be.</summary>
    [Theory]
    [InlineData(3500, 3000)] // one PUT
    [InlineData(7000, 3000)] // one PATCH
    [InlineData(7000, 1000)]
    [InlineData(1000, 300)]
    public async Task A_limit_below_the_chunk_size_leads_to_chunks_below_the_limit(int kiB, int limitKiB)
    {
        var registry = new SimulatedRegistry("registry.example.com") { MaxBody = limitKiB * 1024 };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("413", kiB * 1024);

        await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.InRange(registry.Seen.Count(request => request.Status == 413), 1, 6);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(7000)]
    [InlineData(20000)]
    public async Task A_limit_below_every_useful_chunk_is_an_error_after_a_few_tries(int kiB)
    {
        var registry = new SimulatedRegistry("registry.example.com") { MaxBody = 10 * 1024 };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).UploadBlobAsync("team/app", TestImages.Blob("413", kiB * 1024), null, default));

        Assert.Equal(ErrorCodes.BodyTooLarge, error.Code);
        Assert.InRange(registry.Seen.Count(request => request.Status == 413), 1, 8);
    }

    [Fact]
    public async Task Google_answering_413_is_an_error_that_names_the_limit()
    {
        var registry = new GarProfile { MaxBody = 5 * MiB };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).UploadBlobAsync("p/r/app", TestImages.Blob("gar", 6 * MiB), null, default));

        Assert.Equal(ErrorCodes.BodyTooLarge, error.Code);
        Assert.Contains("413 Request Entity Too Large", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_Range_is_two_numbers_and_nothing_else()
    {
        var registry = new AcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: options => options with { UploadMethod = UploadMethod.Chunked, ChunkSize = 4 * MiB });

        await client.UploadBlobAsync("team/app", TestImages.Blob("acr", 5 * MiB), null, default);

        Assert.Equal(["0-4194303", "4194304-5242879"], registry.Of("PATCH").Select(request => request.Headers["Content-Range"]));
    }

    [Fact]
    public async Task The_smallest_chunk_a_registry_asks_for_is_honoured()
    {
        var registry = new SimulatedRegistry("registry.example.com")
        {
            Before = context =>
            {
                context.Response.Headers["OCI-Chunk-Min-Length"] = (3 * MiB).ToString(System.Globalization.CultureInfo.InvariantCulture);
                return Task.FromResult(false);
            },
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: options => options with { UploadMethod = UploadMethod.Chunked, ChunkSize = MiB });

        await client.UploadBlobAsync("team/app", TestImages.Blob("min", 7 * MiB), null, default);

        Assert.Equal([3 * MiB, 3 * MiB, MiB], registry.Of("PATCH").Select(request => request.Body));
    }

    [Fact]
    public async Task Gitea_which_takes_one_PATCH_gets_one()
    {
        var registry = new GiteaProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).UploadBlobAsync("team/app", TestImages.Blob("gitea", 20 * MiB), null, default);

        Assert.Single(registry.Of("PATCH"));
    }

    [Fact]
    public async Task A_registry_that_refuses_a_body_in_the_PUT_gets_a_PATCH()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = async context =>
        {
            if (context.Request.Method != "PUT" || context.Request.ContentLength is not > 0 || SimulatedHost.Target(context).Contains("/manifests/", StringComparison.Ordinal))
                return false;
            await SimulatedHost.ErrorAsync(context, 405, "UNSUPPORTED");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network.Client(registry.Name), TestImages.Create("old", false, 10, 20));

        Assert.Equal(3, registry.Of("PATCH").Count());
        Assert.Equal(3, registry.Of("PATCH").Count(request => request.Status == 202));
    }

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
    public async Task A_server_that_answers_417_gets_the_body_without_Expect()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = context =>
        {
            var expects = context.Request.Headers.Expect.Count > 0;
            if (expects)
                context.Response.StatusCode = 417;
            return Task.FromResult(expects);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network.Client(registry.Name), TestImages.Create("417", false, 10, 5 * MiB));

        Assert.Contains(registry.Seen, request => request.Status == 417);
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
