using System.Diagnostics;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Failures;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries;

/// <summary>Carries out a <see cref="PushPlan"/>. No tag moves unless everything before it is there.</summary>
public sealed class Pusher(RegistryClient client, IBuildLog? log = null)
{
    private static readonly IReadOnlySet<Digest> NothingKnown = new HashSet<Digest>();
    private readonly IBuildLog _log = log ?? NullBuildLog.Instance;

    /// <summary>Pushes.</summary>
    /// <exception cref="ImageBuildException">Something failed for good; tags not yet set stay as they were.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<PushResult> PushAsync(PushPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Registry != client.Registry)
            throw new ArgumentException($"The plan is for {plan.Registry}, the client for {client.Registry}.", nameof(plan));

        var meter = client.Meter();
        var state = await LookAsync(plan, meter, cancellationToken).ConfigureAwait(false);
        if (state is { RootPresent: true, MissingTags.Count: 0 })
        {
            _log.Detail($"{plan.Registry}/{plan.Repository} has {plan.Root.Descriptor.Digest} already.");
            return Result(plan, Existing(plan), meter, upToDate: true);
        }

        IReadOnlyList<BlobResult> blobs = Existing(plan);
        if (!state.RootPresent)
        {
            blobs = await PushBlobsAsync(plan, state.Known, meter, cancellationToken).ConfigureAwait(false);
            try
            {
                await PushManifestsAsync(plan, state, meter, cancellationToken).ConfigureAwait(false);
                return Result(plan, blobs, meter, upToDate: false);
            }
            catch (ImageBuildException exception) when (RegistryFailureException.Of(exception)?.Code == "MANIFEST_BLOB_UNKNOWN" && state.Known.Count > 0)
            {
                // What the old manifest promises is gone: garbage collection, or a damaged store. Costs time, never correctness.
                _log.Detail($"{exception.Cause} Checking every blob.");
                state = state with { Known = NothingKnown };
                blobs = await PushBlobsAsync(plan, state.Known, meter, cancellationToken).ConfigureAwait(false);
            }
        }

        await PushManifestsAsync(plan, state, meter, cancellationToken).ConfigureAwait(false);
        return Result(plan, blobs, meter, upToDate: false);
    }

    /// <summary>Asks where the tags lead. What the first tag leads to now is read, because it names blobs that are there.</summary>
    /// <remarks>
    /// An immutable tag that has our digest already must not be PUT again (containers-roadmap#2380). Where the first tag is
    /// new, as with a tag per commit, the root may still be there under its digest.
    /// </remarks>
    private async Task<PushState> LookAsync(PushPlan plan, RequestMeter meter, CancellationToken cancellationToken)
    {
        var scope = RegistryScope.Push(plan.Repository);
        var digest = plan.Root.Descriptor.Digest;
        var others = plan.Tags.Skip(1).Select(tag => AskAsync(() => client.HeadManifestAsync(plan.Repository, tag, meter, scope, cancellationToken))).ToArray();
        var current = plan.Tags.Count == 0
            ? null
            : await AskAsync(() => client.FindManifestAsync(plan.Repository, plan.Tags[0], meter, scope, cancellationToken)).ConfigureAwait(false);
        var leadsTo = new[] { current?.Descriptor }.Concat(await Task.WhenAll(others).ConfigureAwait(false)).ToList();
        var missing = plan.Tags.Where((_, index) => leadsTo[index]?.Digest != digest).ToList();
        var present = missing.Count < plan.Tags.Count
            || (current is null && await AskAsync(() => client.HeadManifestAsync(plan.Repository, digest.ToString(), meter, scope, cancellationToken)).ConfigureAwait(false) is not null);
        var known = plan.Blobs.Where(blob => blob.Known).Select(blob => blob.Blob.Descriptor.Digest).Concat(NamedBy(current)).ToHashSet();
        return new(present, missing, known);
    }

    /// <summary>The blobs, or the manifests, that a manifest in the repository names: it could not be there without them.</summary>
    private static IEnumerable<Digest> NamedBy(BytesBlob? manifest)
    {
        if (manifest is null)
            return [];
        try
        {
            var content = ManifestContent.Read(manifest);
            return content.Blobs.Concat(content.Manifests).Select(entry => entry.Digest);
        }
        catch (ImageBuildException)
        {
            return []; // whatever lies there is about to be replaced
        }
    }

    private static async Task<T?> AskAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (RegistryFailureException.Of(exception) is { Status: 400 or 403 or 405 } || exception.Code == ErrorCodes.ManifestUnsupported)
        {
            // Some registries refuse to be asked by logins that may push (ggcr#1691), and what lies there now is to be replaced anyway.
            return null;
        }
    }

    private async Task<IReadOnlyList<BlobResult>> PushBlobsAsync(PushPlan plan, IReadOnlySet<Digest> known, RequestMeter meter, CancellationToken cancellationToken)
    {
        var results = new BlobResult[plan.Blobs.Count];
        // The largest first: a large one that starts last would keep the others waiting at the end.
        var order = Enumerable.Range(0, results.Length).OrderByDescending(index => plan.Blobs[index].Blob.Descriptor.Size).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, client.Options.Parallelism), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(order, parallel, async (index, token) =>
            results[index] = await PushBlobAsync(plan, plan.Blobs[index], known, meter, token).ConfigureAwait(false)).ConfigureAwait(false);
        return results;
    }

    private async Task<BlobResult> PushBlobAsync(PushPlan plan, PlannedBlob planned, IReadOnlySet<Digest> known, RequestMeter total, CancellationToken cancellationToken)
    {
        var descriptor = planned.Blob.Descriptor;
        if (known.Contains(descriptor.Digest))
            return new(descriptor, BlobFate.Exists, 0, 0);
        var meter = new RequestMeter(total);
        // Beside an old manifest that does not name it, a small blob is most likely new: sending it costs no more than asking.
        var ask = known.Count == 0 || planned.MountFrom is not null || descriptor.Size > client.Options.SingleRequestLimit;
        if (ask && await client.HeadBlobAsync(plan.Repository, descriptor, meter, cancellationToken, forPush: true).ConfigureAwait(false) == BlobPresence.Present)
            return new(descriptor, BlobFate.Exists, meter.BytesSent, meter.Requests);
        var clock = Stopwatch.GetTimestamp();
        var mounted = await client.UploadBlobAsync(plan.Repository, planned.Blob, planned.MountFrom, meter, cancellationToken).ConfigureAwait(false);
        _log.Detail($"{(mounted ? "Mounted" : "Uploaded")} {descriptor.Digest} ({descriptor.Size} bytes) in {Stopwatch.GetElapsedTime(clock).TotalSeconds:0.0} s.");
        return new(descriptor, mounted ? BlobFate.Mounted : BlobFate.Uploaded, meter.BytesSent, meter.Requests) { MountedFrom = mounted ? planned.MountFrom : null };
    }

    private async Task PushManifestsAsync(PushPlan plan, PushState state, RequestMeter meter, CancellationToken cancellationToken)
    {
        if (!state.RootPresent)
        {
            // One after the other: a nested index may come after the manifests it names only.
            foreach (var child in plan.Children.Where(child => !state.Known.Contains(child.Descriptor.Digest)))
                await client.PutManifestAsync(plan.Repository, child, tag: null, meter, cancellationToken).ConfigureAwait(false);
            // A PUT by tag stores the manifest under its digest too, so the root needs a PUT of its own only where there is no tag.
            if (state.MissingTags.Count == 0)
                await client.PutManifestAsync(plan.Repository, plan.Root, tag: null, meter, cancellationToken).ConfigureAwait(false);
        }

        foreach (var tag in state.MissingTags)
            await client.PutManifestAsync(plan.Repository, plan.Root, tag, meter, cancellationToken).ConfigureAwait(false);
    }

    private static BlobResult[] Existing(PushPlan plan) => [.. plan.Blobs.Select(blob => new BlobResult(blob.Blob.Descriptor, BlobFate.Exists, 0, 0))];

    private static PushResult Result(PushPlan plan, IReadOnlyList<BlobResult> blobs, RequestMeter meter, bool upToDate) =>
        new(plan.Registry, plan.Repository, plan.Root.Descriptor, plan.Tags, blobs, meter.BytesSent, meter.Requests, upToDate);

    /// <param name="RootPresent">The root is there, under whatever name.</param>
    /// <param name="MissingTags">Tags that lead elsewhere or nowhere.</param>
    /// <param name="Known">Blobs and manifests that need not be asked for.</param>
    private sealed record PushState(bool RootPresent, IReadOnlyList<string> MissingTags, IReadOnlySet<Digest> Known);
}
