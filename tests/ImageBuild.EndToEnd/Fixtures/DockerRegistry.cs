using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The real "docker-registry" of Debian on a free loopback port, with storage of its own.</summary>
internal sealed partial class DockerRegistry : IAsyncDisposable
{
    public const string UserName = "alice";
    public const string Password = "correct horse";

    private readonly TempFolder _folder;
    private readonly RegistryDoor _door;
    private readonly BackgroundProcess _process;
    private readonly HttpClient _client;

    private DockerRegistry(RegistryDoor door, TempFolder folder, int port, BackgroundProcess process)
    {
        _door = door;
        _folder = folder;
        _process = process;
        Port = port;
        Host = $"127.0.0.1:{port}";
        _client = new HttpClient(Handler()) { BaseAddress = new Uri($"{(IsTls ? "https" : "http")}://{Host}") };
        if (HasPassword)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}")));
    }

    /// <summary>Address and port, as they stand at the beginning of a reference.</summary>
    public string Host { get; }

    public int Port { get; }

    public bool IsTls => _door.HasFlag(RegistryDoor.Tls);

    public bool HasPassword => _door.HasFlag(RegistryDoor.Password);

    /// <summary>The self-signed certificate, PEM; there is one only behind <see cref="RegistryDoor.Tls"/>.</summary>
    public string CertificateFile => _folder["certificate.pem"];

    public static async Task<DockerRegistry> StartAsync(RegistryDoor door = RegistryDoor.Open)
    {
        var folder = new TempFolder();
        var port = Ports.Free();
        if (door.HasFlag(RegistryDoor.Tls))
            await MakeCertificateAsync(folder);
        if (door.HasFlag(RegistryDoor.Password))
            await new Command("htpasswd", "-Bbc", folder["htpasswd"], UserName, Password).RunWellAsync();
        await File.WriteAllTextAsync(folder["registry.yml"], Configuration(door, folder, port));

        var registry = new DockerRegistry(door, folder, port, new Command("docker-registry", "serve", folder["registry.yml"]).Start());
        await registry.WaitUntilItAnswersAsync();
        return registry;
    }

    /// <summary>All requests that have been answered by now, except those that this class asks itself.</summary>
    public async Task<IReadOnlyList<RegistryRequest>> RequestsAsync()
    {
        // The log is written in order: once a request of ours is in it, so are those before.
        var mark = $"/v2/?mark={Guid.NewGuid():N}";
        (await _client.GetAsync(new Uri(mark, UriKind.Relative))).EnsureSuccessStatusCode();
        await Eventually.IsTrueAsync(() => _process.Output.Contains(mark, StringComparison.Ordinal), "the registry's access log shows a request");
        return
        [
            .. AccessLogLine().Matches(_process.Output)
                .Select(line => new RegistryRequest(line.Groups["method"].Value, line.Groups["path"].Value, int.Parse(line.Groups["status"].Value, CultureInfo.InvariantCulture)))
                .Where(request => !request.Path.StartsWith("/v2/?mark=", StringComparison.Ordinal)),
        ];
    }

    /// <summary>The digest the registry has under a tag, in its own words; nothing when there is no such tag.</summary>
    public async Task<string?> DigestAsync(string repository, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/v2/{repository}/manifests/{tag}");
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json");
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.index.v1+json");
        request.Headers.Accept.ParseAdd("application/vnd.docker.distribution.manifest.v2+json");
        using var response = await _client.SendAsync(request);
        return response.IsSuccessStatusCode ? response.Headers.GetValues("Docker-Content-Digest").Single() : null;
    }

    /// <summary>The tags of a repository, sorted.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(string repository)
    {
        var list = JsonDocument.Parse(await _client.GetStringAsync(new Uri($"/v2/{repository}/tags/list", UriKind.Relative))).RootElement;
        return [.. list.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <summary>The manifest or index under a tag, as it is stored.</summary>
    public async Task<JsonElement> ManifestAsync(string repository, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/{repository}/manifests/{tag}");
        foreach (var type in (string[])["application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.v2+json"])
            request.Headers.Accept.ParseAdd(type);
        using var response = await _client.SendAsync(request);
        return JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task WaitUntilItAnswersAsync()
    {
        try
        {
            await Eventually.IsTrueAsync(
                async () =>
                {
                    if (_process.HasExited)
                        throw new InvalidOperationException($"docker-registry ended:\n{_process.Output}\n{_process.Error}");
                    return (await _client.GetAsync(new Uri("/v2/?mark=start", UriKind.Relative))).IsSuccessStatusCode;
                },
                "the registry answers");
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private HttpClientHandler Handler()
    {
        var handler = new HttpClientHandler();
        if (IsTls)
        {
            var expected = X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
            handler.ServerCertificateCustomValidationCallback = (_, actual, _, _) => expected.Equals(actual);
        }

        return handler;
    }

    private static Task<CommandResult> MakeCertificateAsync(TempFolder folder) => new Command(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        "-keyout", folder["key.pem"], "-out", folder["certificate.pem"],
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1").RunWellAsync();

    private static string Configuration(RegistryDoor door, TempFolder folder, int port)
    {
        var tls = door.HasFlag(RegistryDoor.Tls)
            ? $$""", tls: { certificate: "{{folder["certificate.pem"]}}", key: "{{folder["key.pem"]}}" }"""
            : "";
        var password = door.HasFlag(RegistryDoor.Password)
            ? $$"""auth: { htpasswd: { realm: tests, path: "{{folder["htpasswd"]}}" } }"""
            : "";
        return $$"""
            version: 0.1
            log: { level: warn, accesslog: { disabled: false } }
            storage: { filesystem: { rootdirectory: "{{folder.Folder("storage")}}" }, delete: { enabled: true } }
            http: { addr: "127.0.0.1:{{port}}"{{tls}} }
            {{password}}
            """;
    }

    [GeneratedRegex("""
        "(?<method>[A-Z]+) (?<path>\S+) HTTP/[0-9.]+" (?<status>\d{3})
        """)]
    private static partial Regex AccessLogLine();
}
