using System.Security.Cryptography;

namespace ImageBuild.Registries.Transport;

/// <summary>How long to wait before the next try.</summary>
internal static class Backoff
{
    /// <param name="attempt">The number of tries made, from 1.</param>
    /// <param name="wanted">What the server asked for; null for doubling with jitter, so that parallel jobs do not return together.</param>
    /// <param name="options">Bounds.</param>
    public static TimeSpan Delay(int attempt, TimeSpan? wanted, RegistryOptions options)
    {
        if (wanted is { } asked)
            return asked < options.MaxRetryDelay ? asked : options.MaxRetryDelay;
        var full = options.RetryDelay * Math.Pow(2, Math.Min(attempt - 1, 10));
        var delay = full * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 2000.0));
        return delay < options.MaxRetryDelay ? delay : options.MaxRetryDelay;
    }
}
