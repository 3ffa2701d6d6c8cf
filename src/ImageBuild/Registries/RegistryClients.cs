using System.Collections.Concurrent;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Registries;

/// <summary>The clients of one run, one per registry, so that what one operation learns serves the next.</summary>
/// <param name="options">How registries are reached; made when the first of them is asked for; null for the defaults.</param>
/// <param name="credentials">Where logins are looked for; null for none.</param>
/// <param name="log">Where to say what happens; null for nowhere.</param>
public sealed class RegistryClients(Lazy<RegistryOptions>? options = null, ICredentialSource? credentials = null, IBuildLog? log = null) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<RegistryClient>> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _ahead = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private bool _isDisposed;

    /// <summary>What builds on this machine know about where blobs are; null for nothing.</summary>
    public BlobPlaces? Places { get; init; }

    /// <summary>The client for a registry.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidRegistry"/>.</exception>
    public RegistryClient For(string registry) =>
        _clients.GetOrAdd(ImageReference.NormaliseRegistry(registry), host => new(() => new(host, options?.Value, credentials, log))).Value;

    /// <summary>The client for the registry a reference names.</summary>
    public RegistryClient For(ImageReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return For(reference.Registry);
    }

    /// <summary>Connects to a registry that will be needed soon, while the caller does something else. Once for each, however often it is asked for.</summary>
    /// <remarks>A failure says nothing yet: whoever needs the registry meets it.</remarks>
    public void ConnectAhead(string registry) =>
        _ = _ahead.GetOrAdd(ImageReference.NormaliseRegistry(registry), host => new(() => Task.Run(() => ConnectAheadAsync(host)))).Value;

    /// <inheritdoc />
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _stop.Cancel();
        foreach (var connecting in _ahead.Values)
            connecting.Value.GetAwaiter().GetResult();
        _stop.Dispose();
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }

    private async Task ConnectAheadAsync(string registry)
    {
        try
        {
            await For(registry).ConnectAheadAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ImageBuildException or OperationCanceledException)
        {
            // The run ended without it, or meets the same where it needs the registry: settings that cannot be read, for one.
        }
    }
}
