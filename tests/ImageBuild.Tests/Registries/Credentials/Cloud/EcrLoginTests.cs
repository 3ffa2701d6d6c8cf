using System.Net;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

public sealed class EcrLoginTests : IDisposable
{
    private const string Registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
    private const string Api = "https://api.ecr.eu-west-1.amazonaws.com";

    private readonly TestMachine _machine = new();
    private readonly FakeEcr _ecr;

    public EcrLoginTests()
    {
        _ecr = new FakeEcr(_machine.Clock, "eu-west-1", "ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken");
        _machine.Network.Add(Api, _ecr.Answer);
        _machine["AWS_ACCESS_KEY_ID"] = FakeEcr.AccessKey;
        _machine["AWS_SECRET_ACCESS_KEY"] = FakeEcr.SecretKey;
    }

    [Theory]
    [InlineData(CredentialPurpose.Push)]
    [InlineData(CredentialPurpose.Pull)]
    public async Task A_signed_request_brings_the_login(CredentialPurpose purpose)
    {
        var result = await _machine.FindAsync(Registry, purpose);

        Assert.Equal("AWS:s3cr3t-ecr-1", Logins.Show(result.Credential));
        Assert.Equal("ECR with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", result.Credential!.Source);
        Assert.Single(_machine.Network.Requests);
    }

    [Fact]
    public async Task Temporary_keys_bring_their_session_token()
    {
        _machine["AWS_SESSION_TOKEN"] = FakeEcr.SessionToken;
        var ecr = new FakeEcr(_machine.Clock, "eu-west-1", "ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken") { WantsSession = true };
        _machine.Network.Add(Api, ecr.Answer);

        Assert.NotNull((await _machine.FindAsync(Registry)).Credential);
    }

    [Fact]
    public async Task ECR_Public_has_its_own_service_in_one_region()
    {
        var ecr = new FakeEcr(_machine.Clock, "us-east-1", "ecr-public", "SpencerFrontendService.GetAuthorizationToken");
        _machine.Network.Add("https://api.ecr-public.us-east-1.amazonaws.com", ecr.Answer);

        Assert.Equal("AWS:s3cr3t-ecr-public-1", Logins.Show((await _machine.FindAsync("public.ecr.aws")).Credential));
    }

    [Fact]
    public async Task The_login_is_kept_until_shortly_before_it_expires()
    {
        var search = _machine.Search();
        ValueTask<Credential?> Find() => search.FindAsync(Registry, "a", CredentialPurpose.Push, CancellationToken.None);

        var first = await Find();
        _machine.Clock.Now += TimeSpan.FromHours(11.9);
        Assert.Same(first, await Find());
        _machine.Clock.Now += TimeSpan.FromMinutes(5);
        Assert.Equal("AWS:s3cr3t-ecr-2", Logins.Show(await Find()));
        Assert.Equal(2, _ecr.Logins);
    }

    [Fact]
    public async Task Parallel_questions_cause_one_login()
    {
        var search = _machine.Search();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            search.FindAsync(Registry, $"r{number}", CredentialPurpose.Push, CancellationToken.None).AsTask()));

        Assert.Equal(1, _ecr.Logins);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_ECR", "http://localhost:4566", "http://localhost:4566")]
    [InlineData("AWS_ENDPOINT_URL", "http://localhost:4566/", "http://localhost:4566")]
    public async Task The_endpoint_can_be_set_as_for_AWS_own_tools(string variable, string value, string origin)
    {
        _machine[variable] = value;
        _machine.Network.Add(origin, _ecr.Answer);

        Assert.NotNull((await _machine.FindAsync(Registry)).Credential);
        Assert.All(_machine.Network.Requests, request => Assert.Equal(origin, request.Uri.GetLeftPart(UriPartial.Authority)));
    }

    [Fact]
    public async Task An_endpoint_that_is_no_address_is_an_error()
    {
        _machine["AWS_ENDPOINT_URL_ECR"] = "localhost";

        await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry);
    }

    [Fact]
    public async Task A_refusal_names_the_code_and_the_source_of_the_keys_but_quotes_nothing()
    {
        _machine["AWS_SECRET_ACCESS_KEY"] = "s3cr3t-but-wrong";

        var failure = await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, Registry, CredentialPurpose.Pull);

        Assert.Equal(
            "api.ecr.eu-west-1.amazonaws.com answered 400 InvalidSignatureException to GetAuthorizationToken "
            + "with the keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            failure.Cause);
    }

    [Theory]
    [InlineData("""{"authorizationData":[]}""")]
    [InlineData("""{"authorizationData":[{"authorizationToken":"s3cr3t!"}]}""")]
    [InlineData("""["s3cr3t"]""")]
    [InlineData("<html>s3cr3t</html>")]
    public async Task An_answer_without_a_login_is_not_quoted(string body)
    {
        _machine.Network.Add(Api, _ => FakeNetwork.Text(body));

        await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, Registry);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_passing_trouble_is_waited_out(int status)
    {
        var answers = 0;
        _machine.Network.Add(Api, request => answers++ == 0 ? FakeNetwork.Text("later", (HttpStatusCode)status) : _ecr.Answer(request));

        Assert.NotNull((await _machine.FindAsync(Registry)).Credential);
        Assert.Equal(2, answers);
    }

    [Fact]
    public async Task A_refused_login_does_not_stop_a_pull_from_a_registry_that_serves_anyone()
    {
        _machine.Network.Add(
            "https://api.ecr-public.us-east-1.amazonaws.com",
            _ => FakeNetwork.Json("""{"__type":"AccessDeniedException"}""", HttpStatusCode.BadRequest));

        var result = await _machine.FindAsync("public.ecr.aws", CredentialPurpose.Pull);

        Assert.Null(result.Credential);
        Assert.Contains("Amazon ECR Public (api.ecr-public.us-east-1.amazonaws.com answered 400 AccessDeniedException", result.Describe(), StringComparison.Ordinal);
        await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, "public.ecr.aws", CredentialPurpose.Push);
    }

    [Fact]
    public async Task AWS_keys_cause_no_request_for_registries_elsewhere()
    {
        Assert.Null((await _machine.FindAsync("quay.io")).Credential);
        Assert.Null((await _machine.FindAsync("123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example")).Credential);
        Assert.Empty(_machine.Network.Requests);
    }

    public void Dispose() => _machine.Dispose();
}
