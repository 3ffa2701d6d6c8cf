using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>Stands before the registry, passes everything on and counts requests and the bytes of their bodies.</summary>
/// <remarks>The Host header goes through, so the registry's Location headers lead back here.</remarks>
internal sealed class CountingProxy : IAsyncDisposable
{
    /// <summary>Headers of a single connection (RFC 9110, 7.6.1), and Expect, which Kestrel answers itself.</summary>
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Proxy-Connection", "Expect",
    };

    private readonly HttpClient _registry = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string _target;
    private readonly WebApplication _server;
    private int _requests;
    private long _bytes;
    private long _blobBytes;

    private CountingProxy(string target, int port)
    {
        _target = target;
        Host = $"127.0.0.1:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{Host}").ConfigureKestrel(LiftLimits);
        _server = builder.Build();
        _server.Run(ForwardAsync);
    }

    /// <summary>Address and port.</summary>
    public string Host { get; }

    public static async Task<CountingProxy> StartAsync(string target)
    {
        var proxy = new CountingProxy(target, Ports.Free());
        await proxy._server.StartAsync();
        return proxy;
    }

    /// <summary>What was sent since the last call.</summary>
    public Traffic Take() => new(Interlocked.Exchange(ref _requests, 0), Interlocked.Exchange(ref _bytes, 0), Interlocked.Exchange(ref _blobBytes, 0));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _registry.Dispose();
    }

    private static void LiftLimits(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
    }

    private async Task ForwardAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        using var request = Translate(context.Request);
        using var response = await _registry.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!OfTheConnection.Contains(name))
                context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private HttpRequestMessage Translate(HttpRequest incoming)
    {
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), new Uri($"http://{_target}{incoming.Path}{incoming.QueryString}"));
        if (incoming.ContentLength is > 0 || incoming.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(new MeteredStream(incoming.Body, count => Count(incoming.Path, count)));
        else if (incoming.ContentLength == 0)
            request.Content = new ByteArrayContent([]);
        foreach (var (name, values) in incoming.Headers)
        {
            if (!OfTheConnection.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return request;
    }

    private void Count(PathString path, int count)
    {
        Interlocked.Add(ref _bytes, count);
        if (path.Value!.Contains("/blobs/", StringComparison.Ordinal))
            Interlocked.Add(ref _blobBytes, count);
    }
}
