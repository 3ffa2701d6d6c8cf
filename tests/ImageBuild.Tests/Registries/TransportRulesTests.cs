using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Failures;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Tests.Registries;

public class TransportRulesTests
{
    private static readonly Uri Requested = VerbatimUri.Create("https://r.example.com:5000/v2/a/blobs/uploads/");

    [Theory]
    [InlineData("https://s3.example.com/k?x=%7E%2D%41", "https://s3.example.com/k?x=%7E%2D%41")]
    [InlineData("/v2/x?_state=a%2Bb%3D", "https://r.example.com:5000/v2/x?_state=a%2Bb%3D")]
    [InlineData("?_state=1", "https://r.example.com:5000/v2/a/blobs/uploads/?_state=1")]
    [InlineData("abc?_state=1", "https://r.example.com:5000/v2/a/blobs/uploads/abc?_state=1")]
    [InlineData("//s3.example.com/k", "https://s3.example.com/k")]
    [InlineData("r.example.com:5000/v2/x", "https://r.example.com:5000/v2/x")]
    [InlineData("/v2/x?next=https://y", "https://r.example.com:5000/v2/x?next=https://y")]
    [InlineData("https://s3.example.com/k#fragment", "https://s3.example.com/k")]
    [InlineData("ftp://s3.example.com/k", null)]
    [InlineData("", null)]
    public void A_Location_is_resolved_as_text(string location, string? expected) =>
        Assert.Equal(expected, VerbatimUri.Resolve(Requested, location)?.OriginalString);

    [Theory]
    [InlineData("https://h/p", "https://h/p?digest=sha256%3Aab")]
    [InlineData("https://h/p?", "https://h/p?digest=sha256%3Aab")]
    [InlineData("https://h/p?_state=%7E", "https://h/p?_state=%7E&digest=sha256%3Aab")]
    public void The_digest_is_added_and_every_other_byte_kept(string uri, string expected) =>
        Assert.Equal(expected, VerbatimUri.WithQuery(VerbatimUri.Create(uri), "digest", "sha256:ab").OriginalString);

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://①②⑦.0.0.1/")]
    [InlineData("https://localhost./")]
    [InlineData("https://a.localhost/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[::7f00:1]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[fec0::1]/")]
    [InlineData("https://[ff02::1]/")]
    public void An_internal_address_is_recognised_in_every_disguise(string uri) => Assert.True(AddressPolicy.IsInternal(new Uri(uri)));

    [Theory]
    [InlineData("https://registry.example.com/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://172.32.0.1/")]
    [InlineData("https://100.128.0.1/")]
    [InlineData("https://[2606:4700::1111]/")]
    [InlineData("https://notlocalhost/")]
    public void A_public_address_is_left_alone(string uri) => Assert.False(AddressPolicy.IsInternal(new Uri(uri)));

    [Theory]
    [InlineData("https://h/", "https://h:443/", true)]
    [InlineData("https://h/", "https://H./", true)]
    [InlineData("http://h/", "http://h:80/", true)]
    [InlineData("https://h/", "http://h/", false)]
    [InlineData("https://h/", "https://h:5000/", false)]
    [InlineData("https://h/", "https://sub.h/", false)]
    public void Origins_are_equal_with_default_ports_and_letter_case_aside(string left, string right, bool same) =>
        Assert.Equal(same, AddressPolicy.SameOrigin(new Uri(left), new Uri(right)));

    [Theory]
    [InlineData("Bearer realm=\"https://a/token\",service=\"s\",scope=\"repository:x:pull,push\"", "Bearer realm=https://a/token service=s scope=repository:x:pull,push")]
    [InlineData("bearer Realm = https://a/t , SERVICE=s", "bearer realm=https://a/t service=s")]
    [InlineData("Negotiate, Basic realm=\"a, b\", Bearer realm=\"x\",error=\"insufficient_scope\"", "Negotiate|Basic realm=a, b|Bearer realm=x error=insufficient_scope")]
    [InlineData("Negotiate YIIabc==, Basic realm=x", "Negotiate yiiabc==|Basic realm=x")]
    [InlineData("Basic realm=\"say \\\"hi\\\"\"", "Basic realm=say \"hi\"")]
    [InlineData("Basic", "Basic")]
    [InlineData("Basic realm=\"unterminated", "Basic realm=unterminated")]
    [InlineData(",,\"\"=", "")]
    [InlineData("", "")]
    public void Challenges_are_read_leniently(string line, string expected) =>
        Assert.Equal(expected, string.Join('|', ChallengeParser.Parse([line]).Select(challenge =>
            string.Join(' ', challenge.Parameters.Select(pair => $"{pair.Key.ToLowerInvariant()}={pair.Value}").Prepend(challenge.Scheme)))));

    [Theory]
    [InlineData("denied at https://s3.example.com/k?X-Amz-Signature=abc for you", "denied at https://s3.example.com/k?… for you")]
    [InlineData("a\r\nb\tc\u001b[31m", "a b c [31m")]
    [InlineData("see 'https://h/p?_state=x'.", "see 'https://h/p?…'.")]
    public void What_a_registry_says_is_cleaned_of_control_characters_and_signatures(string text, string expected) =>
        Assert.Equal(expected, FailureReader.Clean(text, 500));

    [Fact]
    public void What_a_registry_says_is_cut() => Assert.Equal(500, FailureReader.Clean(new string('x', 5000), 500).Length);

    [Theory]
    [InlineData("repository:a/b:pull,push", "repository:a/b:pull,push")]
    [InlineData("repository:a/b:push,pull", "repository:a/b:pull,push")]
    [InlineData("repository:h:5000/b:pull", "repository:h:5000/b:pull")]
    [InlineData("registry:catalog:*", "registry:catalog:*")]
    [InlineData("aws", null)]
    [InlineData("repository:a", null)]
    [InlineData("repository:a:frobnicate", null)]
    public void A_scope_is_read_and_written_in_one_order(string text, string? expected) =>
        Assert.Equal(expected, RegistryScope.TryParse(text)?.ToString());

    [Theory]
    [InlineData("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\",\"detail\":null}]}", "DENIED", "no")]
    [InlineData("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\",\"detail\":[{\"Type\":\"repository\"}]}]}", "DENIED", "no")]
    [InlineData("{\"errors\":[{\"status\":403,\"message\":\"forbidden here\"}]}", null, "forbidden here")]
    [InlineData("{\"details\":\"incorrect username or password\"}", null, "incorrect username or password")]
    [InlineData("{&quot;errors&quot;:[{&quot;code&quot;:&quot;UNAUTHORIZED&quot;,&quot;message&quot;:&quot;x&quot;}]}", "UNAUTHORIZED", "x")]
    [InlineData("<html><head><title>413 Too &amp; Large</title></head></html>", null, "an HTML page: 413 Too & Large")]
    [InlineData("Not Authorized\n", null, "Not Authorized")]
    [InlineData("{broken", null, "{broken")]
    [InlineData("{\"errors\":{}}", null, null)]
    [InlineData("", null, null)]
    public async Task The_reason_is_found_in_every_shape_of_an_error_body(string body, string? code, string? message)
    {
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) { Content = new StringContent(body) };

        var failure = await FailureReader.ReadAsync(response, "r", "a", HttpMethod.Get, ImageBuild.Registries.RegistryOptions.Default, default);

        Assert.Equal((code, message), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData("docker.io", "DockerHub")]
    [InlineData("index.docker.io", "DockerHub")]
    [InlineData("gcr.io", "Google")]
    [InlineData("eu.gcr.io", "Google")]
    [InlineData("europe-docker.pkg.dev", "Google")]
    [InlineData("docker.europe-west1.rep.pkg.dev", "Google")]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "Ecr")]
    [InlineData("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "Ecr")]
    [InlineData("123456789012.dkr-ecr.eu-west-1.on.aws", "Ecr")]
    [InlineData("public.ecr.aws", "EcrPublic")]
    [InlineData("team.azurecr.io", "Azure")]
    [InlineData("ghcr.io", "GitHub")]
    [InlineData("registry.gitlab.com", "GitLab")]
    [InlineData("localhost:5000", "Other")]
    [InlineData("[::1]:5000", "Other")]
    [InlineData("evilgcr.io", "Other")]
    public void A_registry_is_recognised_by_its_host(string host, string kind) =>
        Assert.Equal(kind, ImageBuild.Registries.RegistryHost.Classify(host).Kind.ToString());
}
