using System.Collections.Concurrent;

namespace ImageBuild.Registries.Authentication;

/// <summary>Tokens by what they are for. However many requests need one at once, it is fetched once.</summary>
internal sealed class TokenCache(TimeProvider time)
{
    private readonly ConcurrentDictionary<TokenKey, Slot> _slots = new();

    /// <param name="key">What the token is for.</param>
    /// <param name="refused">A token the registry did not take, which must not come back; null for none.</param>
    /// <param name="fetch">Fetches a new one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Token> GetAsync(TokenKey key, Token? refused, Func<Task<Token>> fetch, CancellationToken cancellationToken)
    {
        var slot = _slots.GetOrAdd(key, static _ => new());
        await slot.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (slot.Token is { } known && known != refused && known.RenewAt > time.GetUtcNow())
                return known;
            slot.Token = null;
            return slot.Token = await fetch().ConfigureAwait(false);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    // The semaphores are never asked for a wait handle, so there is nothing to dispose of.
    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public Token? Token { get; set; }
    }
}
