using System.Net;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;
using ImageBuild.Registries.Credentials.Cloud;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

/// <summary>Profiles that take on a role with the keys of another profile or of the machine.</summary>
public sealed class AwsRoleTests : IDisposable
{
    private const string Registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
    private const string Base = "[profile base]\naws_access_key_id = AKIATEST\naws_secret_access_key = s3cr3t+key/for/tests\n";
    private const string Json = """{"AccessKeyId":"AKIATEST","SecretAccessKey":"s3cr3t+key/for/tests","Token":"s3cr3t-session"}""";

    private readonly TestMachine _machine = new();

    public AwsRoleTests()
    {
        _machine["AWS_PROFILE"] = "ci";
        _machine.Network.Add("https://sts.eu-west-1.amazonaws.com", Sts);
    }

    [Fact]
    public async Task The_request_for_a_role_is_signed_with_the_keys_of_the_source_profile()
    {
        Config($"{Base}[profile ci]\nrole_arn = arn:aws:iam::1:role/ci\nsource_profile = base\nexternal_id = partner 7\nduration_seconds = 900\nrole_session_name = nightly");

        var keys = await FindAsync();

        Assert.Equal(("AKIA-ci", "s3cr3t-of-ci", "s3cr3t-session-of-ci", "AWS profile 'ci'"), (keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken, keys.Source));
        var form = Assert.Single(_machine.Network.Requests).Form();
        Assert.Equal(("AssumeRole", "2011-06-15", "partner 7", "900", "nightly"), (form["Action"], form["Version"], form["ExternalId"], form["DurationSeconds"], form["RoleSessionName"]));
    }

    [Fact]
    public async Task A_role_can_lead_to_the_next()
    {
        Config($"{Base}[profile middle]\nrole_arn = arn:aws:iam::1:role/middle\nsource_profile = base\n[profile ci]\nrole_arn = arn:aws:iam::2:role/ci\nsource_profile = middle");

        Assert.Equal("AKIA-ci", (await FindAsync()).AccessKeyId);
        Assert.Equal(["arn:aws:iam::1:role/middle", "arn:aws:iam::2:role/ci"], _machine.Network.Requests.Select(request => request.Form()["RoleArn"]));
    }

    [Fact]
    public async Task A_profile_can_be_the_source_of_its_own_role()
    {
        Config($"{Base.Replace("base", "ci", StringComparison.Ordinal)}role_arn = arn:aws:iam::1:role/ci\nsource_profile = ci");

        Assert.Equal("AKIA-ci", (await FindAsync()).AccessKeyId);
    }

    [Theory]
    [InlineData("Environment")]
    [InlineData("EcsContainer")]
    [InlineData("Ec2InstanceMetadata")]
    public async Task The_keys_can_be_the_machines(string source)
    {
        Config($"[profile ci]\nrole_arn = arn:aws:iam::1:role/ci\ncredential_source = {source}");
        _machine["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/1";
        _machine.Network.Add("http://169.254.170.2", _ => FakeNetwork.Json(Json));
        _machine.Network.Add("http://169.254.169.254", request => request.Path.EndsWith("credentials/", StringComparison.Ordinal) ? FakeNetwork.Text("machine") : FakeNetwork.Json(Json));
        _machine["AWS_ACCESS_KEY_ID"] = FakeEcr.AccessKey;
        _machine["AWS_SECRET_ACCESS_KEY"] = FakeEcr.SecretKey;
        var profile = new AwsProfile(_machine.Environment, new CloudHttp(_machine.Environment));

        var keys = await profile.FindAsync("eu-west-1", new SearchTrail(), CancellationToken.None);

        Assert.Equal("AKIA-ci", keys!.AccessKeyId);
        Assert.Equal(source == "Environment" ? null : "s3cr3t-session", _machine.Network.Requests.Last().Header("X-Amz-Security-Token"));
    }

    [Theory]
    [InlineData("role_arn = arn:aws:iam::1:role/ci", "names neither 'source_profile' nor 'credential_source'")]
    [InlineData("role_arn = arn:aws:iam::1:role/ci\ncredential_source = Floppy", "names the credential source 'Floppy'")]
    [InlineData("role_arn = arn:aws:iam::1:role/ci\nsource_profile = absent", "names the profile 'absent'")]
    [InlineData("role_arn = arn:aws:iam::1:role/ci\nsource_profile = empty", "there are none")]
    [InlineData("role_arn = arn:aws:iam::1:role/ci\nsource_profile = loop", "Break the circle")]
    [InlineData("role_arn = arn:aws:iam::1:role/ci\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/me", "wants a code from a device")]
    public async Task A_profile_that_leads_nowhere_is_an_error_that_says_why(string settings, string why)
    {
        Config($"{Base}[profile empty]\nregion = eu-west-1\n[profile loop]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = ci\n[profile ci]\n{settings}");

        Assert.Contains(why, (await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_role_names_the_keys_and_quotes_nothing()
    {
        Config($"{Base}[profile ci]\nrole_arn = arn:aws:iam::1:role/forbidden\nsource_profile = base");

        var failure = await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, Registry);

        Assert.Equal("sts.eu-west-1.amazonaws.com refused the role 'arn:aws:iam::1:role/forbidden' (AWS profile 'ci'): 403 AccessDenied.", failure.Cause);
        Assert.Contains("the keys from AWS profile 'base'", failure.Remedy, StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();

    private void Config(string text) => _machine.Write(".aws/config", text);

    private async Task<AwsCredentials> FindAsync() =>
        (await new AwsCredentialChain(_machine.Environment, new CloudHttp(_machine.Environment)).FindAsync("eu-west-1", new SearchTrail(), CancellationToken.None))!;

    /// <summary>STS: AssumeRole only, signed with keys it knows; the keys of a role are named after it.</summary>
    private HttpResponseMessage Sts(FakeRequest request)
    {
        var form = request.Form();
        var role = form["RoleArn"].Split('/')[1];
        var known = new[] { (FakeEcr.AccessKey, FakeEcr.SecretKey), ("AKIA-middle", "s3cr3t-of-middle") };
        var fine = form["Action"] == "AssumeRole" && role is "ci" or "middle"
            && known.Any(keys => AwsSignature.IsRight(request, _machine.Clock, "eu-west-1", "sts", keys.Item2, keys.Item1));
        return fine
            ? FakeNetwork.Text($"""
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>AKIA-{role}</AccessKeyId>
                <SecretAccessKey>s3cr3t-of-{role}</SecretAccessKey><SessionToken>s3cr3t-session-of-{role}</SessionToken></Credentials></AssumeRoleResult></AssumeRoleResponse>
                """)
            : FakeNetwork.Text(
                """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Code>AccessDenied</Code><Message>s3cr3t</Message></Error></ErrorResponse>""",
                HttpStatusCode.Forbidden);
    }
}
