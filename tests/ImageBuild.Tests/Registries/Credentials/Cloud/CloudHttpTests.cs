using System.Diagnostics;
using System.Net;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

/// <summary>What holds for every cloud: silence is waited for briefly, hosts are not mixed up, and the wire carries what was signed.</summary>
public sealed class CloudHttpTests : IDisposable
{
    private readonly TestMachine _machine = new();

    [Theory]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "EC2 instance metadata (no answer)")]
    [InlineData("gcr.io", "Google metadata service (no answer)")]
    [InlineData("contoso.azurecr.io", "Azure managed identity (no answer)")]
    public async Task A_metadata_service_that_swallows_requests_costs_one_short_wait(string host, string place)
    {
        using var silence = new Silence();
        var environment = new CredentialEnvironment
        {
            Variable = _ => null,
            Http = _machine.Network,
            DirectHttp = silence,
            ProbeTimeout = TimeSpan.FromMilliseconds(200),
        };
        var search = new CredentialSearch(environment);
        var watch = Stopwatch.StartNew();

        var first = await search.SearchAsync(host, "a", CredentialPurpose.Push, CancellationToken.None);
        var second = await search.SearchAsync(host, "b", CredentialPurpose.Push, CancellationToken.None);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
        Assert.Equal(1, silence.Requests);
        Assert.Contains(place, first.Describe(), StringComparison.Ordinal);
        Assert.Equal(first.Describe(), second.Describe());
    }

    [Theory]
    [InlineData("docker.io")]
    [InlineData("quay.io")]
    [InlineData("mcr.microsoft.com")]
    [InlineData("localhost:5000")]
    [InlineData("169.254.169.254")]
    public async Task No_cloud_is_asked_about_other_registries(string host)
    {
        Assert.Null((await _machine.FindAsync(host)).Credential);
        Assert.Empty(_machine.Network.Requests);
    }

    [Fact]
    public async Task A_login_service_out_of_reach_is_a_coded_failure()
    {
        _machine["AWS_ACCESS_KEY_ID"] = FakeEcr.AccessKey;
        _machine["AWS_SECRET_ACCESS_KEY"] = FakeEcr.SecretKey;

        var failure = await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, "123456789012.dkr.ecr.eu-west-1.amazonaws.com");

        Assert.StartsWith("Asking api.ecr.eu-west-1.amazonaws.com for a login failed: Name or service not known", failure.Cause, StringComparison.Ordinal);
        Assert.Equal(3, _machine.Network.Requests.Count);
    }

    [Fact]
    public async Task Over_a_real_connection_the_signed_request_arrives_as_it_was_signed()
    {
        var port = Ports.Free();
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var clock = new FakeClock();
        var ecr = new FakeEcr(clock, "eu-west-1", "ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken");
        var served = ServeOnceAsync(listener, ecr);
        _machine["AWS_ENDPOINT_URL_ECR"] = $"http://127.0.0.1:{port}";
        _machine["AWS_ACCESS_KEY_ID"] = FakeEcr.AccessKey;
        _machine["AWS_SECRET_ACCESS_KEY"] = FakeEcr.SecretKey;
        var real = CredentialEnvironment.OfThisProcess();
        var environment = new CredentialEnvironment
        {
            Variable = name => _machine[name],
            HomeFolder = _machine.Home,
            Http = real.DirectHttp,
            DirectHttp = real.DirectHttp,
            Time = clock,
        };

        var login = await new CredentialSearch(environment)
            .FindAsync("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "a", CredentialPurpose.Push, CancellationToken.None);
        await served;

        Assert.Equal("AWS:s3cr3t-ecr-1", Logins.Show(login));
        real.Http.Dispose();
        real.DirectHttp.Dispose();
    }

    [Fact]
    public void The_handlers_of_this_process_follow_no_redirect_and_keep_no_cookies()
    {
        var real = CredentialEnvironment.OfThisProcess();
        foreach (var handler in new[] { real.Http, real.DirectHttp }.Cast<SocketsHttpHandler>())
        {
            Assert.Equal((false, false), (handler.AllowAutoRedirect, handler.UseCookies));
            handler.Dispose();
        }

        Assert.False(((SocketsHttpHandler)real.DirectHttp).UseProxy);
    }

    public void Dispose() => _machine.Dispose();

    private static async Task ServeOnceAsync(HttpListener listener, FakeEcr ecr)
    {
        var context = await listener.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var headers = context.Request.Headers.AllKeys.OfType<string>()
            .ToDictionary(name => name, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase);
        var uri = new Uri($"http://{context.Request.UserHostName}{context.Request.RawUrl}");
        using var answer = ecr.Answer(new FakeRequest(context.Request.HttpMethod, uri, headers, await reader.ReadToEndAsync()));
        context.Response.StatusCode = (int)answer.StatusCode;
        await answer.Content.CopyToAsync(context.Response.OutputStream);
        context.Response.Close();
    }

    private sealed class Silence : HttpMessageHandler
    {
        private int _requests;

        public int Requests => _requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _requests);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new UnreachableException();
        }
    }
}
