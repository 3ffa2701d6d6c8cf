using System.Diagnostics;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>Waits for another process to have done something.</summary>
internal static class Eventually
{
    // Nobody waits that long unless something is wrong; on a machine that does much else half a minute was not always enough.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again; an HTTP connection that is refused counts as "not yet".</summary>
    /// <param name="question">What other exceptions it throws end the waiting.</param>
    /// <param name="expectation">Completes "waited in vain until …".</param>
    public static async Task IsTrueAsync(Func<Task<bool>> question, string expectation)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            HttpRequestException? refused = null;
            try
            {
                if (await question())
                    return;
            }
            catch (HttpRequestException exception)
            {
                refused = exception;
            }

            if (waiting.Elapsed > Patience)
                throw new TimeoutException($"Waited {Patience} in vain until {expectation}.", refused);
            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, string)"/>
    public static Task IsTrueAsync(Func<bool> question, string expectation) =>
        IsTrueAsync(() => Task.FromResult(question()), expectation);
}
