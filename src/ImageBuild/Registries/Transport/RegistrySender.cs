using System.Collections.Concurrent;
using System.Net;
using System.Runtime.ExceptionServices;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Credentials;
using ImageBuild.Registries.Failures;

namespace ImageBuild.Registries.Transport;

/// <summary>Sends requests to one registry: authenticates, follows redirects, repeats after passing faults.</summary>
internal sealed class RegistrySender : IDisposable
{
    private const int MaxRedirects = 5;
    private static readonly HttpRequestOptionsKey<string> LoginKey = new("ImageBuild.Login");
    private readonly HttpExchange _exchange;
    private readonly RegistryAuthenticator _authenticator;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly ConcurrentDictionary<string, bool> _warnings = new(StringComparer.Ordinal);
    private volatile RegistryOrigin? _origin;
    private ImageBuildException? _failure;
    private RequestMeter? _ahead;

    public RegistrySender(string registry, RegistryOptions options, ICredentialSource? credentials, IBuildLog log)
    {
        Log = log;
        _exchange = new(registry, options, log);
        _authenticator = new(registry, credentials, _exchange, log);
    }

    public string Registry => _exchange.Registry;

    public RegistryOptions Options => _exchange.Options;

    public IBuildLog Log { get; }

    public void Dispose()
    {
        _exchange.Dispose();
        _connecting.Dispose();
    }

    /// <summary>Pings the registry once, and remembers where it answers and how it authenticates.</summary>
    public async ValueTask<RegistryOrigin> ConnectAsync(RequestMeter meter, CancellationToken cancellationToken)
    {
        if (_origin is null)
        {
            await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (Interlocked.Exchange(ref _failure, null) is { } failure)
                    ExceptionDispatchInfo.Throw(failure);
                _origin ??= await RegistryPing.FindAsync(this, _authenticator, meter, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _connecting.Release();
            }
        }

        if (Interlocked.Exchange(ref _ahead, null) is { } ahead)
            meter.Include(ahead.BytesSent, ahead.Requests);
        return _origin;
    }

    /// <summary>Pings the registry while nobody waits for it. Whoever connects first counts its requests as their own, or meets its failure.</summary>
    public async Task ConnectAheadAsync(RequestMeter meter, CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_origin is not null)
                return;
            var origin = await RegistryPing.FindAsync(this, _authenticator, meter, cancellationToken).ConfigureAwait(false);
            _ahead = meter;
            _origin = origin;
        }
        catch (ImageBuildException exception)
        {
            _failure = exception;
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Sends the request until there is an answer that repeating would not change. The caller disposes of it.</summary>
    /// <exception cref="ImageBuildException">No answer came.</exception>
    public async Task<HttpResponseMessage> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var attempts = request.Repeatable ? request.Attempts ?? Options.Attempts : 1;
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? wanted = null;
            try
            {
                var response = await SendAuthorizedAsync(request, cancellationToken).ConfigureAwait(false);
                if (attempt >= attempts || !RegistryFailure.IsTransientStatus((int)response.StatusCode))
                    return response;
                wanted = FailureReader.RetryAfter(response, Options.Time);
                Log.Detail($"{request.Method} at {Registry} answered {(int)response.StatusCode}, trying again.");
                response.Dispose();
            }
            catch (ImageBuildException exception) when (attempt < attempts && RegistryFailureException.Of(exception) is { IsTransient: true })
            {
                Log.Detail($"{exception.Cause} Trying again.");
            }

            await Options.WaitAsync(Backoff.Delay(attempt, wanted, Options), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the reason out of an unwanted answer, which is disposed of.</summary>
    public async Task<RegistryFailure> FailureAsync(RegistryRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var failure = await FailureReader.ReadAsync(response, Registry, request.Repository, request.Method, Options, cancellationToken).ConfigureAwait(false);
            if (response.RequestMessage?.Options.TryGetValue(LoginKey, out var login) == true)
                return failure with { Login = login };
            return failure.Status is 401 or 403 && !request.Anonymous
                ? failure with { Searched = await _authenticator.DescribeSearchAsync(request, cancellationToken).ConfigureAwait(false) }
                : failure;
        }
    }

    private async Task<HttpResponseMessage> SendAuthorizedAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        if (request.Anonymous || _origin is not { } origin)
            return await _exchange.SendAsync(request, request.Uri, null, cancellationToken).ConfigureAwait(false);

        var authorization = await _authenticator.AuthorizeAsync(origin, request, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var response = await SendFollowingAsync(origin, request, authorization, cancellationToken).ConfigureAwait(false);
            Warn(response);
            if (authorization.Login is { } login)
                response.RequestMessage!.Options.Set(LoginKey, login);
            // A challenge from a host we were redirected to is not answered with our login.
            if (response.StatusCode != HttpStatusCode.Unauthorized || !origin.Owns(response.RequestMessage!.RequestUri!))
            {
                if (authorization.Token is { } token)
                    token.Accepted = true;
                return response;
            }

            if (await _authenticator.AnswerAsync(origin, request, response, authorization, cancellationToken).ConfigureAwait(false) is not { } next)
                return response;
            response.Dispose();
            authorization = next;
        }
    }

    private async Task<HttpResponseMessage> SendFollowingAsync(RegistryOrigin origin, RegistryRequest request, RegistryAuthorization authorization, CancellationToken cancellationToken)
    {
        var uri = request.Uri;
        string? foreign = null;
        for (var hop = 0; ; hop++)
        {
            // Logins go to the exact origin they belong to: object storage refuses a second kind of authentication,
            // and nobody else needs to see them.
            var own = origin.Owns(uri);
            var response = await _exchange.SendAsync(request, uri, own ? authorization.Header : foreign, cancellationToken).ConfigureAwait(false);
            if (!own && response.StatusCode == HttpStatusCode.Unauthorized && foreign is null && request.Method == HttpMethod.Get && hop < MaxRedirects)
            {
                foreign = await _authenticator.AnonymousAsync(request, response, cancellationToken).ConfigureAwait(false);
                if (foreign is null)
                    return response;
                response.Dispose();
                continue;
            }

            if (!request.FollowRedirects || !IsRedirect(response.StatusCode, request.Method) || ResponseHeaders.First(response, "Location") is not { } location)
                return response;
            response.Dispose();
            if (hop == MaxRedirects)
                throw ErrorCodes.LocationRefused.Error($"{Registry} redirected {request.Method} more than {MaxRedirects} times.");
            var target = LocationPolicy.Resolve(origin, uri, location);
            if (!AddressPolicy.SameOrigin(uri, target))
                foreign = null;
            uri = target;
        }
    }

    private static bool IsRedirect(HttpStatusCode status, HttpMethod method) =>
        status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        || (status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther && (method == HttpMethod.Get || method == HttpMethod.Head));

    /// <summary>Passes on "Warning: 299 - text", each text once. It is shown and never acted upon.</summary>
    private void Warn(HttpResponseMessage response)
    {
        foreach (var line in ResponseHeaders.All(response, "Warning"))
        {
            var parts = line.Split(' ', 3);
            if (parts is ["299", _, var quoted] && FailureReader.Clean(quoted.Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal), 500) is { Length: > 0 } text && _warnings.TryAdd(text, true))
                Log.Warning(ErrorCodes.RegistryWarning, $"{Registry} says: {text}");
        }
    }
}
