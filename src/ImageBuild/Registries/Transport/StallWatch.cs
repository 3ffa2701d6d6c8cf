namespace ImageBuild.Registries.Transport;

/// <summary>Cancels when nothing has happened for a while. Each sign of life grants more time; there is no limit on the whole.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _caller;

    public StallWatch(TimeSpan first, CancellationToken caller)
    {
        _caller = caller;
        _timer = new(first);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
    }

    public CancellationToken Token => _linked.Token;

    /// <summary>Whether time ran out, as opposed to the caller giving up.</summary>
    public bool Expired => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Allow(TimeSpan time)
    {
        try
        {
            _timer.CancelAfter(time);
        }
        catch (ObjectDisposedException)
        {
            // The answer came while the body was still going out; nobody watches any more.
        }
    }

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
