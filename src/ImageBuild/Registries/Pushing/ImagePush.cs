using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Failures;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries.Pushing;

/// <summary>One plan of a batch while it is carried out: looks first, learns what became of each blob, and sets the tags at the end.</summary>
/// <remarks>A failure is kept, not thrown: the others of the batch go on. It ends what still runs for this plan.</remarks>
internal sealed class ImagePush : IDisposable
{
    private readonly EarlyUploads? _early;
    private readonly IBuildLog _log;
    private readonly RequestMeter _meter;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop;
    private readonly Dictionary<Digest, BlobResult> _results = [];
    private readonly TaskCompletionSource _blobsDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PushState _state = new(false, [], new HashSet<Digest>());
    private ImageBuildException? _error;
    private PushResult? _result;

    public ImagePush(PushPlan plan, RegistryClient client, EarlyUploads? early, IBuildLog log, CancellationToken cancellationToken)
    {
        if (plan.Registry != client.Registry)
            throw new ArgumentException($"The plan is for {plan.Registry}, the client for {client.Registry}.", nameof(client));
        (Plan, Client, _early, _log, _meter, _caller) = (plan, client, early, log, client.Meter(), cancellationToken);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public PushPlan Plan { get; }

    public RegistryClient Client { get; }

    /// <summary>Ends when the caller gives up or the plan has failed.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>The blobs that are not known to be there; empty where the image is there already, and after a failure.</summary>
    public IEnumerable<PlannedBlob> Missing => _error is not null || _state.RootPresent ? [] : Plan.Blobs.Where(blob => !IsKnown(blob));

    public PushOutcome Outcome => new(Plan, _result, _error);

    /// <summary>Whether the repository is known to have a blob, so that others can have it mounted from here.</summary>
    public bool Has(Digest digest) =>
        _error is null && (_state.Known.Contains(digest) || (_state.RootPresent && Plan.Blobs.Any(planned => planned.Blob.Descriptor.Digest == digest)));

    public void Dispose() => _stop.Dispose();

    /// <summary>Asks where the tags lead. What the first tag leads to now is read, because it names blobs that are there.</summary>
    /// <remarks>
    /// An immutable tag that has our digest already must not be PUT again (containers-roadmap#2380). Where the first tag is
    /// new, as with a tag per commit, the root may still be there under its digest.
    /// </remarks>
    public Task LookAsync() => GuardAsync(async () =>
    {
        var scope = RegistryScope.Push(Plan.Repository);
        var digest = Plan.Root.Descriptor.Digest;
        var others = Plan.Tags.Skip(1).Select(tag => AskAsync(() => Client.HeadManifestAsync(Plan.Repository, tag, _meter, scope, Stopped))).ToArray();
        var current = Plan.Tags.Count == 0
            ? null
            : await AskAsync(() => Client.FindManifestAsync(Plan.Repository, Plan.Tags[0], _meter, scope, Stopped)).ConfigureAwait(false);
        var leadsTo = new[] { current?.Descriptor }.Concat(await Task.WhenAll(others).ConfigureAwait(false)).ToList();
        var missing = Plan.Tags.Where((_, index) => leadsTo[index]?.Digest != digest).ToList();
        // What is attached to another manifest has to be listed there as well, so finding it is not enough.
        var present = !IsAttached && (missing.Count < Plan.Tags.Count
            || (current is null && await AskAsync(() => Client.HeadManifestAsync(Plan.Repository, digest.ToString(), _meter, scope, Stopped)).ConfigureAwait(false) is not null));
        var known = Plan.Blobs.Where(blob => blob.Known).Select(blob => blob.Blob.Descriptor.Digest).Concat(NamedBy(current)).ToHashSet();
        _state = new(present, missing, known);
        if (!Missing.Any())
            _blobsDone.SetResult();
    });

    /// <summary>Waits for a blob that was sent on its way before the plan was complete.</summary>
    /// <returns>Whether it is here now; false also where nobody sent it.</returns>
    public async Task<bool> TakeOverAsync(PlannedBlob planned)
    {
        if (_early is null)
            return false;
        var isHere = false;
        await GuardAsync(async () =>
        {
            if (await _early.TakeAsync(Plan.Registry, Plan.Repository, planned.Blob.Descriptor.Digest, Stopped).ConfigureAwait(false) is not { } arrived)
                return;
            _meter.Include(arrived.BytesSent, arrived.Requests);
            Done(arrived);
            isHere = true;
        }).ConfigureAwait(false);
        return isHere;
    }

    /// <summary>Brings a blob here.</summary>
    /// <param name="planned">The blob.</param>
    /// <param name="mountFrom">A repository that has it; null for the one of the plan, if any.</param>
    /// <param name="bytes">Where to read it, if it has to be sent.</param>
    /// <returns>Whether it is here now.</returns>
    public async Task<bool> DeliverAsync(PlannedBlob planned, string? mountFrom, IBlob bytes)
    {
        await GuardAsync(async () => Done(await SendAsync(planned, mountFrom, bytes, _state.Known.Count).ConfigureAwait(false))).ConfigureAwait(false);
        return _error is null;
    }

    /// <summary>Notes that a blob is here without having been sent for this plan.</summary>
    public void Done(PlannedBlob planned) => Done(new BlobResult(planned.Blob.Descriptor, BlobFate.Exists, 0, 0));

    /// <summary>Waits for the blobs, then puts the manifests and sets the tags.</summary>
    public Task FinishAsync() => GuardAsync(async () =>
    {
        await _blobsDone.Task.WaitAsync(Stopped).ConfigureAwait(false);
        if (_state is { RootPresent: true, MissingTags.Count: 0 })
        {
            _log.Detail($"{Plan.Registry}/{Plan.Repository} has {Plan.Root.Descriptor.Digest} already.");
            _result = Result(upToDate: true);
            return;
        }

        try
        {
            await PutManifestsAsync().ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (RegistryFailureException.Of(exception)?.Code == "MANIFEST_BLOB_UNKNOWN" && _state.Known.Count > 0 && !_state.RootPresent)
        {
            // What the old manifest promises is gone: garbage collection, or a damaged store. Costs time, never correctness.
            _log.Detail($"{exception.Cause} Checking every blob.");
            _state = _state with { Known = new HashSet<Digest>() };
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Client.Options.Parallelism), CancellationToken = Stopped };
            await Parallel.ForEachAsync(Plan.Blobs, parallel, async (planned, _) => Done(await SendAsync(planned, planned.MountFrom, planned.Blob, known: 0).ConfigureAwait(false))).ConfigureAwait(false);
            await PutManifestsAsync().ConfigureAwait(false);
        }

        _result = Result(upToDate: false);
    });

    private bool IsAttached => Plan.Tags.Count == 0 && MediaTypes.IsManifest(Plan.Root.Descriptor.MediaType) && ManifestContent.Read(Plan.Root).Subject is not null;

    private bool IsKnown(PlannedBlob planned) => _state.Known.Contains(planned.Blob.Descriptor.Digest);

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

    private async Task<BlobResult> SendAsync(PlannedBlob planned, string? mountFrom, IBlob bytes, int known)
    {
        var descriptor = planned.Blob.Descriptor;
        // Asking is left out where the answer is foreseeable: a repository that got the blob lately is the better place to ask, by mounting
        // from it; and beside an old manifest that does not name it, a small blob is most likely new, so sending it costs no more.
        var justLearned = mountFrom is not null && (planned.AfterMountFrom || mountFrom != planned.MountFrom);
        var ask = !justLearned && (known == 0 || mountFrom is not null || descriptor.Size > Client.Options.SingleRequestLimit);
        var result = await Client.BringBlobAsync(Plan.Repository, bytes, mountFrom, ask, new RequestMeter(_meter), Stopped).ConfigureAwait(false);
        if (result.Fate != BlobFate.Exists)
            _log.Detail($"{result.Fate} {descriptor.Digest} ({descriptor.Size} bytes) in {result.Elapsed.TotalSeconds:0.0} s.");
        return result;
    }

    private async Task PutManifestsAsync()
    {
        if (!_state.RootPresent)
        {
            // One after the other: a nested index may come after the manifests it names only.
            foreach (var child in Plan.Children.Where(child => !_state.Known.Contains(child.Descriptor.Digest)))
                await Client.PutManifestAsync(Plan.Repository, child, tag: null, _meter, Stopped).ConfigureAwait(false);
            // A PUT by tag stores the manifest under its digest too, so the root needs a PUT of its own only where there is no tag.
            if (_state.MissingTags.Count == 0)
                await (IsAttached
                    ? Client.PutReferrerAsync(Plan.Repository, Plan.Root, _meter, Stopped)
                    : Client.PutManifestAsync(Plan.Repository, Plan.Root, tag: null, _meter, Stopped)).ConfigureAwait(false);
        }

        foreach (var tag in _state.MissingTags)
            await Client.PutManifestAsync(Plan.Repository, Plan.Root, tag, _meter, Stopped).ConfigureAwait(false);
    }

    private void Done(BlobResult result)
    {
        lock (_results)
        {
            _results[result.Descriptor.Digest] = result;
            if (_results.Count == Missing.Count())
                _blobsDone.TrySetResult();
        }
    }

    private PushResult Result(bool upToDate) => new(
        Plan.Registry,
        Plan.Repository,
        Plan.Root.Descriptor,
        Plan.Tags,
        [.. Plan.Blobs.Select(planned => _results.GetValueOrDefault(planned.Blob.Descriptor.Digest) ?? new BlobResult(planned.Blob.Descriptor, BlobFate.Exists, 0, 0))],
        _meter.BytesSent,
        _meter.Requests,
        upToDate);

    /// <summary>Keeps the first error; what comes after it is its consequence.</summary>
    private async Task GuardAsync(Func<Task> work)
    {
        if (_error is not null)
            return;
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (ImageBuildException exception)
        {
            Interlocked.CompareExchange(ref _error, exception, null);
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_error is not null && !_caller.IsCancellationRequested)
        {
            // The plan failed elsewhere.
        }
        catch (Exception)
        {
            // A defect of ours must not leave the other parts of this plan waiting for each other.
            await _stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <param name="RootPresent">The root is there, under whatever name.</param>
    /// <param name="MissingTags">Tags that lead elsewhere or nowhere.</param>
    /// <param name="Known">Blobs and manifests that need not be asked for.</param>
    private sealed record PushState(bool RootPresent, IReadOnlyList<string> MissingTags, IReadOnlySet<Digest> Known);
}
