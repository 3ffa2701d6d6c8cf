using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageBuild.Registries;

namespace ImageBuild.Tests.Registries;

public class ProxyTests
{
    [Fact]
    public async Task A_proxy_is_asked_to_connect_and_sees_neither_path_nor_login()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var request = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            var buffer = new byte[4096];
            var read = await client.GetStream().ReadAsync(buffer);
            await client.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            return Encoding.ASCII.GetString(buffer, 0, read);
        });
        using var registry = new RegistryClient("registry.example.com", new() { Proxy = new WebProxy($"http://127.0.0.1:{port}"), Delay = (_, _) => Task.CompletedTask });

        var error = await Assert.ThrowsAsync<ImageBuild.Diagnostics.ImageBuildException>(() => registry.GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ImageBuild.Diagnostics.ErrorCodes.RegistryUnreachable, error.Code);
        Assert.StartsWith("CONNECT registry.example.com:443 HTTP/1.1", await request, StringComparison.Ordinal);
        Assert.DoesNotContain("team/app", await request, StringComparison.Ordinal);
    }
}
