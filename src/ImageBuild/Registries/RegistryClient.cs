using ImageBuild.Diagnostics;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Credentials;
using ImageBuild.Registries.Failures;
using ImageBuild.Registries.Transport;
using ImageBuild.Registries.Uploads;

namespace ImageBuild.Registries;

/// <summary>One registry, spoken to by the OCI distribution specification. Safe to use from several threads.</summary>
/// <remarks>
/// What it learns about the registry (how it authenticates, tokens, how blobs are sent) is kept for its lifetime, so one
/// client per registry and run is right. Nothing is kept beyond that.
/// </remarks>
public sealed partial class RegistryClient : IDisposable
{
    private readonly RegistrySender _sender;
    private readonly BlobUploader _uploader;
    private readonly RequestMeter _meter = new();
    private readonly SemaphoreSlim _listing = new(1, 1);

    /// <summary>Makes a client. Nothing is sent yet.</summary>
    /// <param name="registry">Host and optional port: "docker.io", "localhost:5000".</param>
    /// <param name="options">How to reach it; null for the defaults.</param>
    /// <param name="credentials">Where logins are looked for; null for none.</param>
    /// <param name="log">Where to say what happens; null for nowhere.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidRegistry"/>.</exception>
    public RegistryClient(string registry, RegistryOptions? options = null, ICredentialSource? credentials = null, IBuildLog? log = null)
    {
        Registry = ImageReference.NormaliseRegistry(ReferenceGrammar.RequireRegistry(registry));
        Options = options ?? RegistryOptions.Default;
        _sender = new(Registry, Options, credentials, log ?? NullBuildLog.Instance);
        _uploader = new(_sender, new UploadLadder(RegistryHost.Classify(Registry), Options));
    }

    /// <summary>The registry, normalised.</summary>
    public string Registry { get; }

    /// <summary>What the client was made with.</summary>
    public RegistryOptions Options { get; }

    /// <summary>How many requests were sent so far, those for tokens included.</summary>
    public int Requests => _meter.Requests;

    /// <summary>How many body bytes were sent so far, repetitions included.</summary>
    public long BytesSent => _meter.BytesSent;

    /// <summary>Asks whether a registry answers here and takes the login.</summary>
    /// <param name="purpose">Which login to show.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">It does not, or wants a login that is missing or refused.</exception>
    public async Task PingAsync(CredentialPurpose purpose, CancellationToken cancellationToken)
    {
        var origin = await _sender.ConnectAsync(_meter, cancellationToken).ConfigureAwait(false);
        var request = new RegistryRequest(HttpMethod.Get, origin.At("/v2/"), "", _meter) { ForPush = purpose == CredentialPurpose.Push };
        using var response = await SendAsync(request, "reaching the registry", null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _sender.Dispose();
        _listing.Dispose();
    }

    internal RequestMeter Meter() => new(_meter);

    /// <summary>Finds out how the registry is spoken to while nobody waits for it. Says nothing of a failure: who needs the registry meets it.</summary>
    internal Task ConnectAheadAsync(CancellationToken cancellationToken) => _sender.ConnectAheadAsync(Meter(), cancellationToken);

    /// <summary>A request below the repository, with the scopes in the order in which they are asked for.</summary>
    private async ValueTask<RegistryRequest> RequestAsync(
        HttpMethod method, string repository, string path, RequestMeter meter, CancellationToken cancellationToken, params RegistryScope[] scopes)
    {
        ReferenceGrammar.RequireRepository(repository);
        var origin = await _sender.ConnectAsync(meter, cancellationToken).ConfigureAwait(false);
        return new(method, origin.At($"/v2/{repository}{path}"), repository, meter) { Scopes = scopes };
    }

    /// <summary>Sends and expects success.</summary>
    private async Task<HttpResponseMessage> SendAsync(RegistryRequest request, string operation, ErrorCode? fallback, CancellationToken cancellationToken)
    {
        var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return response;
        throw FailureMessages.ToException(await _sender.FailureAsync(request, response, cancellationToken).ConfigureAwait(false), operation, fallback);
    }
}
