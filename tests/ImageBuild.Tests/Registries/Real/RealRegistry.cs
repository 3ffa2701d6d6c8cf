using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ImageBuild.Tests.Registries.Real;

/// <summary>Debian's docker-registry on a free loopback port, with a storage folder of its own. Ends exactly the process it started.</summary>
internal sealed class RealRegistry : IDisposable
{
    private readonly Process _process;

    private RealRegistry(Process process, string folder, int port)
    {
        _process = process;
        Folder = folder;
        Port = port;
    }

    public string Folder { get; }

    public int Port { get; }

    public string Host => $"127.0.0.1:{Port}";

    /// <param name="http">Further lines below "http:".</param>
    /// <param name="rest">Further top-level configuration.</param>
    /// <param name="prepare">Makes files in the folder first; "$FOLDER" in the texts is replaced by its path.</param>
    public static async Task<RealRegistry> StartAsync(string http = "", string rest = "", Action<string>? prepare = null)
    {
        var folder = Directory.CreateTempSubdirectory("imagebuild-registry-").FullName;
        prepare?.Invoke(folder);
        for (var attempt = 0; ; attempt++)
        {
            var port = Ports.Free();
            var configuration = $"""
                version: 0.1
                log: {"{"} level: error, accesslog: {"{"} disabled: true {"}"} {"}"}
                storage: {"{"} filesystem: {"{"} rootdirectory: $FOLDER/data {"}"}, delete: {"{"} enabled: true {"}"} {"}"}
                http:
                  addr: '127.0.0.1:{port}'
                  secret: tests
                {http}
                {rest}
                """.Replace("$FOLDER", folder, StringComparison.Ordinal);
            var file = Path.Combine(folder, "config.yml");
            await File.WriteAllTextAsync(file, configuration);
            var process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", file]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            var errors = process.StandardError.ReadToEndAsync();
            if (await ListensAsync(process, port))
                return new(process, folder, port);
            process.Kill();
            if (attempt == 2)
                throw new InvalidOperationException("docker-registry did not start: " + await errors);
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<bool> ListensAsync(Process process, int port)
    {
        for (var attempt = 0; attempt < 100 && !process.HasExited; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        return false;
    }
}
