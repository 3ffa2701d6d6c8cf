using System.Diagnostics;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>The real docker-registry on a free loopback port, with storage of its own.</summary>
internal sealed class LocalRegistry : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private LocalRegistry(Process process, string host) => (_process, Host) = (process, host);

    /// <summary>Address and port.</summary>
    public string Host { get; }

    /// <exception cref="InvalidOperationException">It is not installed or does not answer.</exception>
    public static async Task<LocalRegistry> StartAsync(TemporaryFolder folder)
    {
        var host = $"127.0.0.1:{Ports.Free()}";
        var settings = folder["registry.yml"];
        await File.WriteAllTextAsync(settings, $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: "{{folder["storage"]}}" } }
            http: { addr: "{{host}}" }
            """);
        var registry = new LocalRegistry(Start(settings), host);
        try
        {
            await registry.WaitAsync();
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }

        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static Process Start(string settings)
    {
        var start = new ProcessStartInfo("docker-registry", ["serve", settings]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            var process = Process.Start(start)!;
            // Read, so that it never waits for somebody to empty its pipes.
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException($"docker-registry does not start: {exception.Message}. build/install-parts.sh installs it.", exception);
        }
    }

    private async Task WaitAsync()
    {
        using var client = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(new Uri($"http://{Host}/v2/"));
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process.HasExited && clock.Elapsed < Patience)
            {
                await Task.Delay(50);
            }
        }
    }
}
