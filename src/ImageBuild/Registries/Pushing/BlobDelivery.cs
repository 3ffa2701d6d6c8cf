using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Registries.Uploads;

namespace ImageBuild.Registries.Pushing;

/// <summary>Brings one blob to everybody who needs it: to each registry once, to its further repositories by mounting.</summary>
/// <param name="parts">The plans that need it, in the order of the batch.</param>
/// <param name="all">All plans, some of which may have the blob already.</param>
/// <param name="gates">How many transfers each registry bears at once.</param>
internal sealed class BlobDelivery(
    IReadOnlyList<(ImagePush Push, PlannedBlob Blob)> parts, IReadOnlyList<ImagePush> all, IReadOnlyDictionary<RegistryClient, SemaphoreSlim> gates)
{
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

    private async Task ToRegistryAsync(RegistryClient client, IReadOnlyList<(ImagePush Push, PlannedBlob Blob)> own, SharedReading? reading)
    {
        var digest = own[0].Blob.Blob.Descriptor.Digest;
        var home = all.FirstOrDefault(push => push.Client == client && push.Has(digest))?.Plan.Repository;
        var left = new Queue<(ImagePush Push, PlannedBlob Blob)>(own);
        var shared = reading?.Join();
        while (home is null && left.TryDequeue(out var part))
        {
            if (await DeliverAsync(part, part.Blob.AfterMountFrom ? null : part.Blob.MountFrom, shared ?? part.Blob.Blob).ConfigureAwait(false))
                home = part.Push.Plan.Repository;
            // Whoever comes after a failure queues anew, and the others must not wait for that.
            shared?.Dispose();
        }

        shared?.Dispose();
        // From now on it is in a repository of this registry.
        await Task.WhenAll(left.Select(part => DeliverAsync(part, home, part.Blob.Blob))).ConfigureAwait(false);
    }

    private async Task<bool> DeliverAsync((ImagePush Push, PlannedBlob Blob) part, string? mountFrom, IBlob bytes)
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
            return await push.DeliverAsync(blob, mountFrom, bytes).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
