using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Pushing;

namespace ImageBuild.Registries;

/// <summary>Carries out a <see cref="PushPlan"/> or a <see cref="PushBatch"/>. No tag moves unless everything its image needs is there.</summary>
public sealed class Pusher
{
    private readonly Func<string, RegistryClient> _clients;
    private readonly BlobPlaces? _places;
    private readonly IBuildLog _log;

    /// <summary>Blobs that are on their way already; null for none.</summary>
    internal EarlyUploads? Early { get; init; }

    /// <summary>Pushes to one registry.</summary>
    public Pusher(RegistryClient client, IBuildLog? log = null)
        : this(_ => client, places: null, log)
    {
    }

    /// <summary>Pushes to any registry.</summary>
    public Pusher(RegistryClients clients, IBuildLog? log = null)
        : this(clients.For, clients.Places, log)
    {
    }

    private Pusher(Func<string, RegistryClient> clients, BlobPlaces? places, IBuildLog? log) => (_clients, _places, _log) = (clients, places, log ?? NullBuildLog.Instance);

    /// <summary>Pushes one image.</summary>
    /// <exception cref="ImageBuildException">Something failed for good; tags not yet set stay as they were.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<PushResult> PushAsync(PushPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var outcome = (await PushAsync(PushBatch.Of([plan]), cancellationToken).ConfigureAwait(false))[0];
        return outcome.Result ?? throw outcome.Error!;
    }

    /// <summary>Pushes several images side by side. One that fails does not keep the others from arriving.</summary>
    /// <returns>An outcome per plan, in the order of the batch.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<IReadOnlyList<PushOutcome>> PushAsync(PushBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var pushes = batch.Plans.Select(plan => new ImagePush(plan, _clients(plan.Registry), Early, _log, cancellationToken)).ToList();
        try
        {
            await Task.WhenAll(pushes.Select(push => push.LookAsync())).ConfigureAwait(false);
            // One bound per registry over everything it gets: a registry that is slow does not hold up another one.
            var gates = pushes.GroupBy(push => push.Client).ToDictionary(group => group.Key, group => new SemaphoreSlim(Math.Max(1, group.Key.Options.Parallelism)));
            // The largest first: a large one that starts last would keep the others waiting at the end.
            var deliveries = pushes.SelectMany(push => push.Missing.Select(blob => new BlobRecipient(push, blob)))
                .GroupBy(part => part.Blob.Blob.Descriptor.Digest)
                .OrderByDescending(parts => parts.First().Blob.Blob.Descriptor.Size)
                .Select(parts => new BlobDelivery([.. parts], pushes, gates, _places).RunAsync());
            await Task.WhenAll([.. deliveries, .. pushes.Select(push => push.FinishAsync())]).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return [.. pushes.Select(push => push.Outcome)];
        }
        finally
        {
            foreach (var push in pushes)
                push.Dispose();
        }
    }
}
