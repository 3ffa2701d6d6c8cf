using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Registries.Uploads;

namespace ImageBuild.Registries.Pushing;

/// <summary>Brings one blob to everybody who needs it: to each registry once, to its further repositories by mounting.</summary>
/// <param name="parts">The plans that need it, in the order of the batch.</param>
/// <param name="all">All plans, some of which may have the blob already.</param>
/// <param name="gates">How many transfers each registry bears at once.</param>
/// <param name="places">Where other builds of this machine brought blobs; null where nobody knows.</param>
internal sealed class BlobDelivery(
    IReadOnlyList<BlobRecipient> parts, IReadOnlyList<ImagePush> all, IReadOnlyDictionary<RegistryClient, SemaphoreSlim> gates, BlobPlaces? places)
{
    private readonly Digest _digest = parts[0].Blob.Blob.Descriptor.Digest;

    /// <summary>Null for a configuration, too: it belongs to one image, so nobody else can have brought it.</summary>
    private readonly BlobPlaces? _places = MediaTypes.IsConfig(parts[0].Blob.Blob.Descriptor.MediaType) ? null : places;

    public async Task RunAsync()
    {
        var registries = parts.GroupBy(part => part.Push.Client).ToList();
        // A blob on disk is read again for free; one that comes over the network is read once for all registries that want it.
        var bytes = parts[0].Blob.Blob;
        var reading = registries.Count > 1 && !bytes.IsLocal ? new SharedReading(bytes, registries.Count) : null;
        try
        {
            await Task.WhenAll(registries.Select(registry => ToRegistryAsync(registry.Key, [.. registry], reading))).ConfigureAwait(false);
        }
        finally
        {
            if (reading is not null)
                await reading.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task ToRegistryAsync(RegistryClient client, IReadOnlyList<BlobRecipient> own, SharedReading? reading)
    {
        var home = all.FirstOrDefault(push => push.Client == client && push.Has(_digest))?.Plan.Repository;
        // Before the turn is taken: what is on its way has to take that turn itself.
        var left = new List<BlobRecipient>();
        foreach (var part in own)
        {
            if (await part.Push.TakeOverAsync(part.Blob).ConfigureAwait(false))
                home ??= part.Push.Plan.Repository;
            else
                left.Add(part);
        }

        var turn = home is null ? await TakeTurnAsync(client, own[0].Push.Stopped).ConfigureAwait(false) : null;
        try
        {
            await ToRegistryAsync(home, left, reading).ConfigureAwait(false);
        }
        finally
        {
            if (turn is not null)
                await turn.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task ToRegistryAsync(string? home, IReadOnlyList<BlobRecipient> own, SharedReading? reading)
    {
        var left = new Queue<BlobRecipient>(own);
        var shared = reading?.Join();
        while (home is null && left.TryDequeue(out var part))
        {
            if (await DeliverAsync(part, SourceOf(part), shared ?? part.Blob.Blob).ConfigureAwait(false))
                home = part.Push.Plan.Repository;
            // Whoever comes after a failure queues anew, and the others must not wait for that.
            shared?.Dispose();
        }

        shared?.Dispose();
        // From now on it is in a repository of this registry.
        await Task.WhenAll(left.Select(part => DeliverAsync(part, home, part.Blob.Blob))).ConfigureAwait(false);
    }

    /// <summary>Where to mount from when nobody of this batch has brought the blob yet.</summary>
    private string? SourceOf(BlobRecipient part) =>
        !part.Blob.AfterMountFrom && part.Blob.MountFrom is { } planned ? planned : _places?.SourceFor(part.Push.Client.Registry, part.Push.Plan.Repository, _digest);

    private async Task<IAsyncDisposable?> TakeTurnAsync(RegistryClient client, CancellationToken cancellationToken)
    {
        try
        {
            return _places is null ? null : await _places.TakeTurnAsync(client.Registry, _digest, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null; // the deliveries notice it themselves
        }
    }

    private async Task<bool> DeliverAsync(BlobRecipient part, string? mountFrom, IBlob bytes)
    {
        var (push, blob) = part;
        if (mountFrom == push.Plan.Repository)
        {
            push.Done(blob);
            return true;
        }

        var gate = gates[push.Client];
        try
        {
            await gate.WaitAsync(push.Stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        try
        {
            if (!await push.DeliverAsync(blob, mountFrom, bytes).ConfigureAwait(false))
                return false;
            if (_places is not null)
                await _places.NoteAsync(push.Plan.Registry, push.Plan.Repository, _digest, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }
}
