using System.Net;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>An image that runs now. Disposing ends the container and removes its files.</summary>
internal sealed class RunningImage(TempFolder folder, BackgroundProcess process, int port) : IAsyncDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    /// <summary>Where the application listens.</summary>
    public Uri Address => _client.BaseAddress!;

    /// <summary>What the program has printed so far.</summary>
    public string Output => $"{process.Output}\n{process.Error}";

    /// <summary>Asks the application; waits until it listens. Fails when the container ends meanwhile.</summary>
    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        await WaitUntilItListensAsync();
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();

        // Ending runc alone would leave the container running, so runc is asked to end it.
        await new Command("runc", "--root", folder["state"], "delete", "--force", Path.GetFileName(folder.Path)).RunAsync();
        await process.DisposeAsync();
        folder.Dispose();
    }

    private async Task WaitUntilItListensAsync()
    {
        try
        {
            await Eventually.IsTrueAsync(
                async () =>
                {
                    if (process.HasExited)
                    {
                        // The last lines arrive after the end.
                        var exitCode = await process.WaitForExitAsync(TimeSpan.FromMinutes(1));
                        throw new InvalidOperationException($"The container ended with {exitCode}:\n{Output}");
                    }

                    using var response = await _client.GetAsync(new Uri("/", UriKind.Relative));
                    return true;
                },
                $"the container answers at {Address}");
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} It printed:\n{Output}", exception);
        }
    }
}
