using System.Net.Http.Headers;
using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Talks to login and metadata services: bounded in time and size, and silent about what it carries.</summary>
internal sealed class CloudHttp(CredentialEnvironment environment)
{
    // An ECR token is some kB, an Entra token up to 16 kB; nothing a login service says is longer.
    private const int LargestBody = 256 * 1024;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1)];

    /// <summary>Asks a login service; tries again after 429, 5xx and broken connections.</summary>
    /// <param name="request">Makes the request, once for each try.</param>
    /// <param name="what">What is asked of whom, for the message.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudLoginFailed"/>: no answer.</exception>
    public async Task<CloudResponse> SendAsync(Func<HttpRequestMessage> request, string what, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var last = attempt == Pauses.Length;
            try
            {
                var response = await SendOnceAsync(environment.Http, request, environment.LoginTimeout, cancellationToken).ConfigureAwait(false);
                if (last || response.Status is not (429 or >= 500))
                    return response;
            }
            catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
            {
                if (last)
                {
                    var why = exception is OperationCanceledException ? "no answer in time" : exception.Message;
                    throw ErrorCodes.CloudLoginFailed.Error($"{what} failed: {why}.", "Check the network, the proxy and the host's name.", exception);
                }
            }

            await Task.Delay(Pauses[attempt], environment.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks a metadata service that may not exist, without a proxy; null where nobody answers within the probe's time.</summary>
    public async Task<CloudResponse?> ProbeAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(environment.DirectHttp, request, environment.ProbeTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            return null;
        }
    }

    /// <summary>Asks a service of this machine whose address the platform gave us, without a proxy.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudLoginFailed"/>: no answer.</exception>
    public async Task<CloudResponse> SendDirectAsync(Func<HttpRequestMessage> request, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(environment.DirectHttp, request, environment.LoginTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            throw ErrorCodes.CloudLoginFailed.Error($"{what} failed: the service does not answer.", inner: exception);
        }
    }

    /// <summary>A POST of form fields.</summary>
    public static HttpRequestMessage Form(Uri uri, params (string Name, string? Value)[] fields)
    {
        var present = fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!));
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new FormUrlEncodedContent(present) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    /// <summary>A GET with one header.</summary>
    public static HttpRequestMessage Get(Uri uri, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }

    private static bool IsNoAnswer(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested;

    private async Task<CloudResponse> SendOnceAsync(
        HttpMessageHandler handler, Func<HttpRequestMessage> make, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var client = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = make();
        using var response = await client.SendAsync(request, both.Token).ConfigureAwait(false);
        var body = await ReadAsync(response.Content, both.Token).ConfigureAwait(false);
        var headers = response.Headers
            .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().Value.FirstOrDefault(), StringComparer.OrdinalIgnoreCase);
        return new CloudResponse((int)response.StatusCode, body, name => headers.GetValueOrDefault(name));
    }

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[LargestBody];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
