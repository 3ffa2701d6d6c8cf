using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;

namespace ImageBuild.Registries.Transport;

/// <summary>Connections, one pool per origin, with the defaults of <see cref="SocketsHttpHandler"/> that break registries switched off.</summary>
/// <remarks>
/// Redirects by the handler drop Authorization even on the same host; cookies provoke Harbor's CSRF refusal;
/// decompression changes the bytes that are hashed. <see cref="HttpMessageInvoker"/> has no total timeout to switch off.
/// </remarks>
internal sealed class HttpConnections(string registry, RegistryOptions options, TlsPolicy tls) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _pools = new(StringComparer.Ordinal);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        var pool = _pools.GetOrAdd($"{uri.Scheme}://{AddressPolicy.Host(uri)}:{uri.Port}", _ => new(() => Open(uri)));
        return pool.Value.SendAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var pool in _pools.Values.Where(pool => pool.IsValueCreated))
            pool.Value.Dispose();
    }

    private HttpMessageInvoker Open(Uri uri)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            Expect100ContinueTimeout = options.ExpectTimeout,
            // DNS changes and drained load balancers are noticed in long runs.
            PooledConnectionLifetime = TimeSpan.FromMinutes(3),
            PreAuthenticate = false,
            SslOptions = uri.Scheme == Uri.UriSchemeHttps ? tls.For(registry, uri) : new SslClientAuthenticationOptions(),
        };
        if (options.Connect is not null)
            handler.UseProxy = options.Proxy is not null;
        if (!IsOwn(uri))
            handler.ConnectCallback = new GuardedConnection(uri, options).ConnectAsync;
        else if (options.Connect is { } connect)
            handler.ConnectCallback = (context, token) => connect(context.DnsEndPoint, token);

        if (options.Proxy is { } proxy)
            handler.Proxy = proxy;
        return new(handler, disposeHandler: true);
    }

    private bool IsOwn(Uri uri) => AddressPolicy.SameHost(new RegistryOrigin(registry, uri.Scheme).Uri, uri);
}
