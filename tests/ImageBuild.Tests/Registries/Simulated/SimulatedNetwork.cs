using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ImageBuild.Tests.Registries.Simulated;

/// <summary>A network of our own: every host name leads to one Kestrel app, with TLS on every port but 80 and 8080. Nothing leaves it.</summary>
internal sealed class SimulatedNetwork : IAsyncDisposable
{
    private static readonly X509Certificate2 Authority = MakeAuthority();
    private static readonly IPAddress PublicAddress = IPAddress.Parse("203.0.113.7");
    private readonly ConcurrentDictionary<string, SimulatedHost> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, X509Certificate2> _certificates = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IDisposable> _disposables = [];
    private readonly string _authorityFile = Path.GetTempFileName();
    private readonly WebApplication _app;
    private int _plainPort;
    private int _securePort;

    private SimulatedNetwork()
    {
        File.WriteAllText(_authorityFile, Authority.ExportCertificatePem());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(https => https.ServerCertificateSelector = (_, name) => _certificates.GetOrAdd(name ?? "127.0.0.1", MakeCertificate));
            });
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Every connection that was asked for: "host:port".</summary>
    public ConcurrentQueue<string> Connections { get; } = new();

    /// <summary>Every pause that was asked for. None of them was waited.</summary>
    public ConcurrentQueue<TimeSpan> Delays { get; } = new();

    /// <summary>What names resolve to, where it is not some public address. Connections lead to the Kestrel app all the same.</summary>
    public Dictionary<string, IPAddress[]> Addresses { get; } = new(StringComparer.OrdinalIgnoreCase);

    public RegistryOptions Options => new()
    {
        CertificateAuthorityFile = _authorityFile,
        Connect = ConnectAsync,
        Resolve = (host, _) => Task.FromResult(Addresses.GetValueOrDefault(host) ?? [PublicAddress]),
        ExpectTimeout = TimeSpan.FromSeconds(5),
        Delay = (delay, token) =>
        {
            token.ThrowIfCancellationRequested();
            Delays.Enqueue(delay);
            return Task.CompletedTask;
        },
    };

    public static async Task<SimulatedNetwork> StartAsync(params SimulatedHost[] hosts)
    {
        var network = new SimulatedNetwork();
        foreach (var host in hosts)
            network.Add(host);
        await network._app.StartAsync();
        var ports = network._app.Urls.Select(url => new Uri(url)).ToArray();
        network._plainPort = ports.Single(url => url.Scheme == "http").Port;
        network._securePort = ports.Single(url => url.Scheme == "https").Port;
        return network;
    }

    public SimulatedNetwork Add(SimulatedHost host)
    {
        _hosts[host.Name] = host;
        return this;
    }

    /// <summary>A client, with a login where a user is given.</summary>
    public RegistryClient Client(string registry, Credential? login = null, Func<RegistryOptions, RegistryOptions>? change = null, RecordingLog? log = null)
    {
        var client = new RegistryClient(registry, change is null ? Options : change(Options), login is null ? null : new FixedLogin(login), log);
        _disposables.Add(client);
        return client;
    }

    /// <summary>Clients for every registry of this network.</summary>
    public RegistryClients Clients(Func<RegistryOptions, RegistryOptions>? change = null, RecordingLog? log = null)
    {
        var clients = new RegistryClients(new Lazy<RegistryOptions>(() => change is null ? Options : change(Options)), credentials: null, log);
        _disposables.Add(clients);
        return clients;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var disposable in _disposables)
            disposable.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        foreach (var certificate in _certificates.Values)
            certificate.Dispose();
        File.Delete(_authorityFile);
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint end, CancellationToken cancellationToken)
    {
        Connections.Enqueue($"{end.Host}:{end.Port}");
        if (!_hosts.Keys.Any(name => name == end.Host || name.StartsWith(end.Host + ":", StringComparison.Ordinal)))
            throw new SocketException((int)SocketError.HostNotFound);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, end.Port is 80 or 8080 ? _plainPort : _securePort, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private Task HandleAsync(HttpContext context)
    {
        var name = context.Request.Host.Value!;
        if (_hosts.TryGetValue(name, out var host) || _hosts.TryGetValue(context.Request.Host.Host, out host))
            return host.HandleAsync(context);
        context.Response.StatusCode = 421;
        return Task.CompletedTask;
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ImageBuild test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 MakeCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(Authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), Guid.NewGuid().ToByteArray());
        using var pair = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class FixedLogin(Credential login) : ICredentialSource
    {
        public ValueTask<Credential?> FindAsync(string host, string repository, CredentialPurpose purpose, CancellationToken cancellationToken) => new(login);
    }
}
