using System.Diagnostics;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>Waits for another process to have done something.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
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
