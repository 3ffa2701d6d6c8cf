using System.Collections.Concurrent;

namespace ImageBuild.Registries.Credentials;

/// <summary>Keeps values in memory until a given time. One fetch at a time for each key; a failed fetch is not remembered.</summary>
internal sealed class ExpiringCache<T>(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>The remembered value, or a fresh one.</summary>
    /// <param name="key">What it belongs to.</param>
    /// <param name="fetch">Gets the value and the time (UTC) until which it may be used.</param>
    /// <param name="cancellationToken">Stops waiting and fetching.</param>
    public async ValueTask<T> GetAsync(
        string key, Func<CancellationToken, Task<(T Value, DateTimeOffset Until)>> fetch, CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(key, _ => new Slot());
        await slot.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (slot.Until <= time.GetUtcNow())
                (slot.Value, slot.Until) = await fetch(cancellationToken).ConfigureAwait(false);
            return slot.Value!;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public T? Value { get; set; }

        public DateTimeOffset Until { get; set; } = DateTimeOffset.MinValue;
    }
}
