namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>A real nginx before a registry, set up as people set it up: with a limit on bodies, or with TLS and a header forgotten.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly BackgroundProcess _process;

    private NginxProxy(TempFolder folder, BackgroundProcess process, string host) => (_folder, _process, Host) = (folder, process, host);

    public string Host { get; }

    /// <summary>The self-signed certificate, PEM; there is one only with TLS.</summary>
    public string CertificateFile => _folder["certificate.pem"];

    /// <param name="registry">The registry behind it.</param>
    /// <param name="server">Lines of the server block.</param>
    /// <param name="tls">Whether it speaks TLS; the registry behind it does not learn of that.</param>
    public static async Task<NginxProxy> StartAsync(DockerRegistry registry, string server, bool tls = false)
    {
        var folder = new TempFolder();
        var port = Ports.Free();
        if (tls)
        {
            await new Command(
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", folder["key.pem"], "-out", folder["certificate.pem"],
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1").RunWellAsync();
        }

        var certificate = tls ? $"ssl_certificate {folder["certificate.pem"]}; ssl_certificate_key {folder["key.pem"]};" : "";
        await File.WriteAllTextAsync(folder["nginx.conf"], $$"""
            daemon off;
            master_process off;
            pid {{folder["pid"]}};
            error_log {{folder["error.log"]}};
            events {}
            http {
                access_log off;
                client_body_temp_path {{folder["body"]}};
                proxy_temp_path {{folder["proxy"]}};
                fastcgi_temp_path {{folder["fastcgi"]}};
                uwsgi_temp_path {{folder["uwsgi"]}};
                scgi_temp_path {{folder["scgi"]}};
                server {
                    listen 127.0.0.1:{{port}}{{(tls ? " ssl" : "")}};
                    {{certificate}}
                    {{server}}
                    location / {
                        proxy_pass http://{{registry.Host}};
                        proxy_set_header Host $http_host;
                    }
                }
            }
            """);
        var process = new Command("nginx", "-c", folder["nginx.conf"], "-e", folder["error.log"]).With(("PATH", $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin")).Start();
        var proxy = new NginxProxy(folder, process, $"127.0.0.1:{port}");
        try
        {
            await Eventually.IsTrueAsync(
                async () =>
                {
                    if (process.HasExited)
                        throw new InvalidOperationException($"nginx ended:\n{process.Error}");
                    using var client = new System.Net.Sockets.TcpClient();
                    try
                    {
                        await client.ConnectAsync("127.0.0.1", port);
                        return true;
                    }
                    catch (System.Net.Sockets.SocketException)
                    {
                        return false;
                    }
                },
                "nginx listens");
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
