using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>Stands before a registry, passes requests on and fails where it was told to.</summary>
/// <remarks>The Host header goes through, so the registry's Location headers lead back here.</remarks>
internal sealed class FaultyProxy : IAsyncDisposable
{
    /// <summary>Headers of a single connection (RFC 9110, 7.6.1), and Expect, which Kestrel answers itself.</summary>
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Proxy-Connection", "Expect",
    };

    private readonly HttpClient _registry = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentQueue<RegistryRequest> _requests = new();
    private readonly List<Rule> _rules = [];
    private readonly DockerRegistry _target;
    private readonly WebApplication _server;

    private FaultyProxy(DockerRegistry target, int port)
    {
        _target = target;
        Host = $"127.0.0.1:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{Host}").ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    /// <summary>Address and port.</summary>
    public string Host { get; }

    /// <summary>Every request that came here, with the status it got; 0 where it got none.</summary>
    public IReadOnlyList<RegistryRequest> Requests => [.. _requests];

    /// <summary>How many faults are still to come.</summary>
    public int Pending
    {
        get
        {
            lock (_rules)
                return _rules.Count(rule => !rule.Always);
        }
    }

    public static async Task<FaultyProxy> StartAsync(DockerRegistry target)
    {
        var proxy = new FaultyProxy(target, Ports.Free());
        await proxy._server.StartAsync();
        return proxy;
    }

    /// <summary>The next request with this method whose path and query contain this text goes wrong.</summary>
    public FaultyProxy Once(string method, string path, Fault fault) => Add(new Rule(method, path, fault, Always: false));

    /// <summary>All of them do.</summary>
    public FaultyProxy Always(string method, string path, Fault fault) => Add(new Rule(method, path, fault, Always: true));

    public async ValueTask DisposeAsync()
    {
        // Requests that wait for ever would keep it from stopping.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        _registry.Dispose();
    }

    private FaultyProxy Add(Rule rule)
    {
        lock (_rules)
            _rules.Add(rule);
        return this;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = $"{context.Request.Path}{context.Request.QueryString}";
        var status = 0;
        try
        {
            status = await AnswerAsync(context, Take(context.Request.Method, path));
        }
        catch (OperationCanceledException)
        {
            // The client went away, as it should where nothing comes.
        }
        finally
        {
            _requests.Enqueue(new RegistryRequest(context.Request.Method, path, status));
        }
    }

    private async Task<int> AnswerAsync(HttpContext context, Fault? fault)
    {
        switch (fault)
        {
            case Fault.Answer answer:
                context.Response.StatusCode = answer.Status;
                if (answer.RetryAfter is { } seconds)
                    context.Response.Headers.RetryAfter = seconds;
                return answer.Status;
            case Fault.Drop:
                if (context.Request.ContentLength is > 0)
                    await context.Request.Body.ReadAtLeastAsync(new byte[64 * 1024], 64 * 1024, throwOnEndOfStream: false, context.RequestAborted);
                context.Abort();
                return 0;
            case Fault.Silence:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                return 0;
            case Fault.Wait wait:
                await Task.Delay(wait.Time, context.RequestAborted);
                break;
            default:
                break;
        }

        using var request = Translate(context.Request);
        using var response = await _registry.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        if (fault is Fault.LoseAnswer)
        {
            context.Abort();
            return 0;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!OfTheConnection.Contains(name))
                context.Response.Headers[name] = values.ToArray();
        }

        if (context.Request.Method != HttpMethods.Head)
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        return context.Response.StatusCode;
    }

    private HttpRequestMessage Translate(HttpRequest incoming)
    {
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), new Uri($"http://{_target.Host}{incoming.Path}{incoming.QueryString}"));
        if (incoming.ContentLength is > 0 || incoming.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(incoming.Body);
        else if (incoming.ContentLength == 0)
            request.Content = new ByteArrayContent([]);
        foreach (var (name, values) in incoming.Headers)
        {
            if (!OfTheConnection.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return request;
    }

    private Fault? Take(string method, string path)
    {
        lock (_rules)
        {
            var found = _rules.FirstOrDefault(rule => rule.Method == method && path.Contains(rule.Path, StringComparison.Ordinal));
            if (found is { Always: false })
                _rules.Remove(found);
            return found?.Fault;
        }
    }

    private sealed record Rule(string Method, string Path, Fault Fault, bool Always);
}
