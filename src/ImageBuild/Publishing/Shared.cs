namespace ImageBuild.Publishing;

/// <summary>Work whose result several layers need: done once, when the first of them asks, and never when none does.</summary>
internal sealed class Shared<T>(Func<CancellationToken, Task<T>> make)
{
    private readonly Lock _lock = new();
    private Task<T>? _made;

    /// <summary>The result.</summary>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _made ??= make(cancellationToken);
    }
}
