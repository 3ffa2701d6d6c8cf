using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;

namespace ImageBuild.Tests.Registries;

public class ManifestTests : RegistryTest
{
    [Fact]
    public async Task A_manifest_is_sent_byte_for_byte_with_its_media_type_and_no_charset()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var image = TestImages.Create("bytes");

        await PushAsync(network.Client(registry.Name), image);

        var put = Assert.Single(registry.Of("PUT", "/manifests/"));
        Assert.Equal(MediaTypes.OciManifest, put.Headers["Content-Type"]);
        Assert.Equal(image.Digest, registry.Tagged("team/app", "v1"));
    }

    [Fact]
    public async Task Children_go_by_digest_only_and_the_tag_once_and_last()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var index = TestImages.Index(TestImages.Create("amd"), TestImages.Create("arm"));

        await new Pusher(network.Client(registry.Name)).PushAsync(PushPlan.For(index, registry.Name, "team/app", ["v1", "v2"]), default);

        Assert.Equal(
            [index.Images[0].Digest.ToString(), index.Images[1].Digest.ToString(), "v1", "v2"],
            registry.Of("PUT", "/manifests/").Select(request => request.Path.Split('/')[^1]));
        Assert.DoesNotContain(registry.Seen.Skip(registry.Seen.ToList().FindIndex(request => request.Path.EndsWith("/v1", StringComparison.Ordinal) && request.Method == "PUT")), request => request.Target.Contains("/blobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_tags_the_root_goes_by_digest()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var image = TestImages.Create("untagged");

        await PushAsync(network.Client(registry.Name), image, tags: []);

        Assert.EndsWith(image.Digest.ToString(), Assert.Single(registry.Of("PUT", "/manifests/")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_immutable_tag_that_has_our_digest_is_left_alone()
    {
        var registry = new EcrProfile();
        var image = TestImages.Create("immutable");
        registry.AddManifest("team/app", image.Manifest, "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var result = await PushAsync(network.Client(registry.Name, new Credential.Basic("AWS", "x", "a test")), image);

        Assert.True(result.UpToDate);
        Assert.Empty(registry.Of("PUT"));
    }

    [Fact]
    public async Task An_immutable_tag_that_a_parallel_job_set_to_our_digest_is_a_success()
    {
        var registry = new QuayProfile();
        var image = TestImages.Create("parallel");
        registry.Before = context =>
        {
            if (context.Request.Method == "PUT" && SimulatedHost.Target(context).EndsWith("/manifests/immutable", StringComparison.Ordinal))
                registry.AddManifest("team/app", image.Manifest, "immutable");
            return Task.FromResult(false);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network.Client(registry.Name), image, tags: ["immutable"]);

        Assert.Equal(409, registry.Of("PUT", "/manifests/").Single().Status);
    }

    [Theory]
    [InlineData("ecr")]
    [InlineData("quay")]
    [InlineData("harbor")]
    public async Task An_immutable_tag_that_leads_elsewhere_is_an_error(string service)
    {
        SimulatedRegistry registry = service switch { "ecr" => new EcrProfile(), "quay" => new QuayProfile(), _ => new HarborProfile() };
        registry.AddManifest("team/app", TestImages.Create("old").Manifest, "immutable");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name, new Credential.Basic("AWS", "x", "a test")), TestImages.Create("new"), tags: ["immutable"]));

        Assert.Equal(ErrorCodes.TagImmutable, error.Code);
    }

    [Fact]
    public async Task A_new_tag_for_an_image_that_is_there_costs_one_PUT_and_no_look_at_its_blobs()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var image = TestImages.Create("retag");
        registry.AddManifest("team/app", image.Manifest, "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var result = await PushAsync(network.Client(registry.Name), image, tags: ["v1", "v2"]);

        Assert.DoesNotContain(registry.Seen, request => request.Target.Contains("/blobs/", StringComparison.Ordinal));
        Assert.EndsWith("/v2", Assert.Single(registry.Of("PUT")).Path, StringComparison.Ordinal);
        Assert.Equal((false, 4), (result.UpToDate, result.Requests));
    }

    [Fact]
    public async Task A_403_to_every_question_does_not_end_the_push()
    {
        var registry = new ArtifactoryProfile { SendsContentDigest = true };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var image = TestImages.Create("virtual");

        await PushAsync(network.Client(registry.Name), image, "docker/app");

        Assert.Equal(image.Digest, registry.Tagged("docker/app", "v1"));
    }

    [Fact]
    public async Task A_registry_that_keeps_its_digest_to_itself_is_asked_whether_it_has_the_manifest()
    {
        var registry = new SimulatedRegistry("registry.example.com") { SendsContentDigest = false };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network.Client(registry.Name), TestImages.Create("silent"));

        Assert.NotEmpty(registry.Of("GET", "/manifests/v1"));
    }

    [Fact]
    public async Task A_web_server_that_says_yes_to_everything_is_not_a_registry()
    {
        var registry = new SimulatedRegistry("registry.example.com")
        {
            Before = async context =>
            {
                await SimulatedHost.WriteAsync(context, 200, "<html>Welcome</html>", "text/html");
                return true;
            },
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name), TestImages.Create("welcome")));

        Assert.Contains(error.Code, new[] { ErrorCodes.NotARegistry, ErrorCodes.MalformedAnswer });
    }

    [Fact]
    public async Task A_manifest_that_was_stored_as_something_else_is_an_error()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = async context =>
        {
            if (context.Request.Method != "PUT" || !SimulatedHost.Target(context).Contains("/manifests/", StringComparison.Ordinal))
                return false;
            context.Response.Headers["Docker-Content-Digest"] = Digest.Of("other").ToString();
            await SimulatedHost.WriteAsync(context, 201, "");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(ErrorCodes.DigestMismatch, (await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name), TestImages.Create("x")))).Code);
    }

    [Fact]
    public async Task A_manifest_above_4_MiB_is_refused_before_anything_is_sent()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var manifest = new BytesBlob(MediaTypes.OciManifest, new byte[RegistryClient.MaxManifestSize + 1]);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).PutManifestAsync("team/app", manifest, "v1", default));

        Assert.Equal(ErrorCodes.ManifestTooLarge, error.Code);
        Assert.Empty(registry.Seen);
    }

    [Fact]
    public async Task A_registry_that_takes_OCI_only_is_reported_with_the_format_to_use()
    {
        var registry = new ZotProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name), TestImages.Create("docker", docker: true)));

        Assert.Equal(ErrorCodes.ManifestRefused, error.Code);
        Assert.Contains("OCI", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_type_of_manifest_is_accepted_in_a_line_of_its_own()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.AddManifest("team/app", TestImages.Create("accept").Manifest, "v1");
        var lines = 0;
        registry.Before = context =>
        {
            lines = Math.Max(lines, context.Request.Headers.Accept.Count);
            return Task.FromResult(false);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).GetManifestAsync("team/app", "v1", default);

        var accept = registry.Of("GET", "/manifests/").Single().Headers["Accept"];
        Assert.All([MediaTypes.OciIndex, MediaTypes.OciManifest, MediaTypes.DockerManifestList, MediaTypes.DockerManifest], type => Assert.Contains(type, accept, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tags_are_listed_over_pages_without_loops_or_duplicates()
    {
        var registry = new SimulatedRegistry("registry.example.com")
        {
            Before = async context =>
            {
                var target = SimulatedHost.Target(context);
                if (!target.Contains("/tags/list", StringComparison.Ordinal))
                    return false;
                var (tags, next) = target switch
                {
                    _ when target.EndsWith("/tags/list", StringComparison.Ordinal) => ("\"b\",\"a\"", "</v2/team/app/tags/list?last=b%2Fx&n=2>; rel=\"next\""),
                    _ when target.Contains("last=b%2Fx", StringComparison.Ordinal) => ("\"a\",\"c\"", "<http://registry.example.com/v2/team/app/tags/list?last=c>; rel=next"),
                    _ => ("\"d\"", "</v2/team/app/tags/list>; rel=\"next\""),
                };
                context.Response.Headers.Link = next;
                await SimulatedHost.WriteAsync(context, 200, $$"""{"name":"team/app","tags":[{{tags}}]}""", "application/json");
                return true;
            },
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(["b", "a", "c", "d"], await network.Client(registry.Name).ListTagsAsync("team/app", default).ToListAsync());
    }

    [Fact]
    public async Task A_next_page_on_another_host_is_not_asked_for()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.AddManifest("team/app", TestImages.Create("page").Manifest, "v1");
        registry.Before = context =>
        {
            context.Response.Headers.Link = "<https://evil.example.com/v2/team/app/tags/list?n=1>; rel=\"next\"";
            return Task.FromResult(false);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(["v1"], await network.Client(registry.Name).ListTagsAsync("team/app", default).ToListAsync());
        Assert.Equal(["registry.example.com:443"], network.Connections.Distinct());
    }

    [Fact]
    public async Task Null_instead_of_tags_is_an_empty_list()
    {
        var registry = new SimulatedRegistry("registry.example.com")
        {
            Before = async context =>
            {
                await SimulatedHost.WriteAsync(context, 200, """{"name":"team/app","tags":null}""", "application/json");
                return true;
            },
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Empty(await network.Client(registry.Name).ListTagsAsync("team/app", default).ToListAsync());
    }

    [Fact]
    public async Task A_warning_of_the_registry_is_shown_once_and_without_control_characters()
    {
        var registry = new SimulatedRegistry("registry.example.com")
        {
            Before = context =>
            {
                context.Response.Headers.Warning = "299 - \"pulling is \tdeprecated\"";
                return Task.FromResult(false);
            },
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var log = new RecordingLog();

        await PushAsync(network.Client(registry.Name, log: log), TestImages.Create("warning"));

        Assert.Equal("registry.example.com says: pulling is deprecated", Assert.Single(log.Warnings).Message);
    }

    [Fact]
    public async Task A_referrer_is_left_to_a_registry_that_keeps_them()
    {
        var registry = new ZotProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).PutReferrerAsync("team/app", Attachment(TestImages.Create("subject").Manifest, "one"), default);

        Assert.Single(registry.Of("PUT"));
    }

    [Fact]
    public async Task Referrers_are_kept_under_a_tag_where_the_registry_does_not_know_them()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name);
        var subject = TestImages.Create("subject").Manifest;
        var first = Attachment(subject, "one");

        await client.PutReferrerAsync("team/app", first, default);
        await client.PutReferrerAsync("team/app", Attachment(subject, "two"), default);
        await client.PutReferrerAsync("team/app", first, default);

        var all = await client.ListReferrersAsync("team/app", subject.Descriptor.Digest, null, default);
        Assert.Equal(2, all.Count);
        Assert.Equal("1", all[0].Annotations!["n"]);
        Assert.Single(await client.ListReferrersAsync("team/app", subject.Descriptor.Digest, "application/two", default));
        Assert.NotNull(registry.Tagged("team/app", "sha256-" + subject.Descriptor.Digest.Hex));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_says_so_and_deleting_where_it_is_switched_off_is_an_error()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.AddManifest("team/app", TestImages.Create("delete").Manifest, "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name);

        Assert.True(await client.DeleteManifestAsync("team/app", "v1", default));
        Assert.False(await client.DeleteManifestAsync("team/app", "v1", default));
        registry.Before = async context =>
        {
            await SimulatedHost.ErrorAsync(context, 405, "UNSUPPORTED");
            return true;
        };
        Assert.Equal(ErrorCodes.DeleteUnsupported, (await Assert.ThrowsAsync<ImageBuildException>(() => client.DeleteManifestAsync("team/app", "v1", default))).Code);
    }

    private static BytesBlob Attachment(BytesBlob subject, string type) => new(
        MediaTypes.OciManifest,
        Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","artifactType":"application/{{type}}","config":{{TestImages.Json(Descriptor.Of(MediaTypes.OciEmpty, "{}"u8))}},"layers":[],"subject":{{TestImages.Json(subject.Descriptor)}},"annotations":{"n":"1"} }"""));
}
