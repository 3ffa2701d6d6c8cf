using System.Collections.Immutable;
using System.Net;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Failures;

namespace ImageBuild.Registries.Transport;

/// <summary>Sends one request once, watches that it does not stand still, and says in our words what went wrong.</summary>
internal sealed class HttpExchange(string registry, RegistryOptions options, IBuildLog log) : IDisposable
{
    private readonly HttpConnections _connections = new(registry, options, new TlsPolicy(options, log));
    private volatile bool _withoutExpect;

    public string Registry => registry;

    public RegistryOptions Options => options;

    public void Dispose() => _connections.Dispose();

    /// <param name="request">What to send.</param>
    /// <param name="uri">Where to; differs from the request's after a redirect.</param>
    /// <param name="authorization">The header's value. The caller has made sure that it belongs to this URI.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">No answer came; the inner exception carries the failure.</exception>
    public async Task<HttpResponseMessage> SendAsync(RegistryRequest request, Uri uri, string? authorization, CancellationToken cancellationToken)
    {
        var expect = !_withoutExpect;
        var response = await SendAsync(request, uri, authorization, expect, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.ExpectationFailed || !expect || request.Body is null)
            return response;
        response.Dispose();
        _withoutExpect = true;
        return await SendAsync(request, uri, authorization, expect: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(RegistryRequest request, Uri uri, string? authorization, bool expect, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, uri) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        Add("User-Agent", options.UserAgent);
        if (authorization is not null)
            Add("Authorization", authorization);

        var patience = request.ResponseTimeout ?? options.ResponseTimeout;
        using var watch = new StallWatch(options.ConnectTimeout + patience, cancellationToken);
        var body = request.Body?.Invoke();
        if (body is not null)
        {
            body.Progressed = () => watch.Allow(options.StallTimeout);
            body.Completed = () => watch.Allow(patience);
            message.Content = body;
            // Without it a refusal in the middle of a large body is seen as a broken pipe, never as the 401 or 413 it is.
            if (expect && body.Expects)
                message.Headers.ExpectContinue = true;
        }
        else if (request.Method == HttpMethod.Post || request.Method == HttpMethod.Put)
        {
            // Some servers answer 411 to a POST that does not say it is empty.
            message.Content = new ByteArrayContent([]);
        }

        foreach (var (name, value) in request.Headers)
            Add(name, value);
        // Their values are secrets of this registry, so a host it names does not get them.
        foreach (var (name, value) in new RegistryOrigin(registry, uri.Scheme).Owns(uri) ? options.Headers : ImmutableDictionary<string, string>.Empty)
            Add(name, value);
        request.Meter.AddRequest();
        try
        {
            var response = await _connections.SendAsync(message, watch.Token).ConfigureAwait(false);
            if (request.BodyLimit is { } limit && response.IsSuccessStatusCode)
                await ResponseBody.BufferAsync(response, limit, $"The answer of {uri.Authority} to {request.Method}", options, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not ImageBuildException)
        {
            throw Explain(request, uri, exception, watch, body);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is not OperationCanceledException)
        {
            // A connection torn down by giving up looks like a fault; it is none.
            throw new OperationCanceledException("The request was given up.", exception, cancellationToken);
        }

        // .NET files Content-Range with the body and silently refuses it elsewhere.
        void Add(string name, string value)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private Exception Explain(RegistryRequest request, Uri uri, Exception exception, StallWatch watch, BodyContent? body)
    {
        if (body?.SourceFailure is { } source)
        {
            return source as ImageBuildException
                ?? (source is IOException or UnauthorizedAccessException or InvalidDataException
                    ? ErrorCodes.UploadFailed.Error($"Reading the content to push to {registry}/{request.Repository} failed: {source.Message}", "Build the image again.", source)
                    : source);
        }

        if (NetworkFailures.Find<MachineLocalHostException>(exception) is { } local)
            return request.Untrusted.Error($"The registry {registry} leads to {local.Host}, whose name resolves to an address of this machine: nothing is sent there.", inner: exception);

        var problem = watch.Expired ? (body is { Sent: > 0 } ? NetworkProblem.Stalled : NetworkProblem.Silent) : NetworkFailures.Classify(exception);
        // Some proxies swallow "Expect": after a standstill with nothing sent the next try does without.
        if (problem == NetworkProblem.Silent && body is { Sent: 0 })
            _withoutExpect = true;
        var failure = new RegistryFailure(registry, request.Repository, request.Method.Method)
        {
            Problem = problem,
            BytesSent = body?.Sent ?? 0,
            Message = NetworkFailures.Detail(problem, exception),
        };
        var own = AddressPolicy.SameHost(new RegistryOrigin(registry, uri.Scheme).Uri, uri);
        return FailureMessages.ToException(failure, own ? "reaching the registry" : $"reaching {uri.Authority}", inner: exception);
    }
}
