using System.Collections.Concurrent;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Pushing;

/// <summary>What a push can do before the plan of its image is complete: one layer travels while the next one is packed.</summary>
/// <remarks>
/// For blobs only that the destination most likely lacks. The push that follows takes over what arrived and sends the rest as ever, so a failure
/// here says nothing: the push meets it again and reports it. Disposing stops what still runs; what arrived and is not wanted
/// after all has no manifest that names it, and the registry's garbage collection takes it.
/// </remarks>
internal sealed class EarlyUploads(RegistryClients clients, IBuildLog log) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Place, Lazy<Task<BlobResult?>>> _uploads = new();
    private readonly ConcurrentDictionary<Place, bool> _taken = new();
    private readonly ConcurrentDictionary<RegistryClient, SemaphoreSlim> _gates = new();

    /// <summary>Sends a blob on its way. What was begun before is not begun again.</summary>
    public void Begin(ImageReference target, IBlob blob)
    {
        var client = clients.For(target);
        _ = _uploads.GetOrAdd(new Place(client.Registry, target.Repository, blob.Descriptor.Digest), _ => new(() => Task.Run(() => UploadAsync(client, target.Repository, blob)))).Value;
    }

    /// <summary>What became of a blob; waits for it. Answers once, so that nobody counts its bytes twice.</summary>
    /// <returns>Null where it was not begun, or did not arrive.</returns>
    public Task<BlobResult?> TakeAsync(string registry, string repository, Digest digest, CancellationToken cancellationToken)
    {
        var place = new Place(registry, repository, digest);
        return _uploads.TryGetValue(place, out var upload) && _taken.TryAdd(place, true)
            ? upload.Value.WaitAsync(cancellationToken)
            : Task.FromResult<BlobResult?>(null);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_uploads.Values.Select(upload => upload.Value)).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task<BlobResult?> UploadAsync(RegistryClient client, string repository, IBlob blob)
    {
        var gate = _gates.GetOrAdd(client, _ => new SemaphoreSlim(Math.Max(1, client.Options.Parallelism)));
        try
        {
            // First the turn, then the slot, as every push does: who holds a slot waits for nobody.
            var turn = clients.Places is { } places ? await places.TakeTurnAsync(client.Registry, blob.Descriptor.Digest, _stop.Token).ConfigureAwait(false) : null;
            try
            {
                await gate.WaitAsync(_stop.Token).ConfigureAwait(false);
                try
                {
                    return await SendAsync(client, repository, blob).ConfigureAwait(false);
                }
                finally
                {
                    gate.Release();
                }
            }
            finally
            {
                if (turn is not null)
                    await turn.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is ImageBuildException or OperationCanceledException)
        {
            log.Detail($"{blob.Descriptor.Digest} did not arrive ahead of its image: {exception.Message}");
            return null;
        }
    }

    private async Task<BlobResult> SendAsync(RegistryClient client, string repository, IBlob blob)
    {
        var mountFrom = clients.Places?.SourceFor(client.Registry, repository, blob.Descriptor.Digest);
        var result = await client.BringBlobAsync(repository, blob, mountFrom, ask: mountFrom is null, client.Meter(), _stop.Token).ConfigureAwait(false);
        if (clients.Places is not null)
            await clients.Places.NoteAsync(client.Registry, repository, blob.Descriptor.Digest, _stop.Token).ConfigureAwait(false);
        return result;
    }

    private sealed record Place(string Registry, string Repository, Digest Digest);
}
