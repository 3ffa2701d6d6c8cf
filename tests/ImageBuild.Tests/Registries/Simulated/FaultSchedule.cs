using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated;

/// <summary>A bad day of a registry and of the network before it: which request meets which fault follows from the seed alone.</summary>
internal sealed class FaultSchedule
{
    private static readonly int[] Statuses = [401, 408, 425, 429, 429, 500, 502, 503, 503, 504];
    private readonly Random _random;
    private readonly double _rate;
    private int _patience;

    public FaultSchedule(int seed)
    {
        _random = new Random(seed);
        // From an ordinary day to one on which hardly anything gets through.
        _rate = _random.NextDouble() < 0.05 ? 0.6 : _random.NextDouble() * 0.2;
        // Standing still costs real time, so a day has few of those.
        _patience = _random.Next(20) == 0 ? 1 : 0;
    }

    /// <summary>The faults that were met, for the message of a test that fails.</summary>
    public ConcurrentQueue<string> Met { get; } = new();

    /// <summary>Answers in place of the registry, or after it.</summary>
    public async Task AnswerAsync(HttpContext context, Func<Task> answer)
    {
        var (fault, size) = Next();
        if (fault != Fault.None)
            Met.Enqueue($"{context.Request.Method} {fault}");
        switch (fault)
        {
            case Fault.Status:
                context.Response.StatusCode = Statuses[size % Statuses.Length];
                if (size % 3 == 0)
                    context.Response.Headers.RetryAfter = (size % 5).ToString(CultureInfo.InvariantCulture);
                break;
            case Fault.Reset:
                context.Abort();
                break;
            case Fault.CutRequest:
                await ReadAsync(context, size % (int)Math.Max(1, context.Request.ContentLength ?? 1));
                context.Abort();
                break;
            case Fault.LoseAnswer:
                context.Response.Body = Stream.Null;
                await answer();
                context.Abort();
                break;
            case Fault.CutAnswer:
                await CutAsync(context, answer, size);
                break;
            case Fault.Silence:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case Fault.LoseSession when context.Request.Method is "PATCH" or "PUT" && SimulatedHost.Target(context).Contains("/uploads/", StringComparison.Ordinal):
                await SimulatedHost.ErrorAsync(context, 404, "BLOB_UPLOAD_UNKNOWN");
                break;
            case Fault.Throttle:
                await Task.Delay(size % 5, context.RequestAborted);
                await answer();
                break;
            default:
                await answer();
                break;
        }
    }

    private (Fault Fault, int Size) Next()
    {
        lock (_random)
        {
            if (_random.NextDouble() >= _rate)
                return (Fault.None, 0);
            var fault = (Fault)_random.Next(1, 9);
            if (fault == Fault.Silence && --_patience < 0)
                fault = Fault.Reset;
            return (fault, _random.Next(1_000_000));
        }
    }

    private static async Task ReadAsync(HttpContext context, int count)
    {
        var buffer = new byte[count];
        await context.Request.Body.ReadAtLeastAsync(buffer, count, throwOnEndOfStream: false);
    }

    private static async Task CutAsync(HttpContext context, Func<Task> answer, int size)
    {
        var (wire, whole) = (context.Response.Body, new MemoryStream());
        context.Response.Body = whole;
        await answer();
        context.Response.Body = wire;
        context.Response.ContentLength = whole.Length + 1;
        await wire.WriteAsync(whole.ToArray().AsMemory(0, size % (int)(whole.Length + 1)));
        await wire.FlushAsync();
        context.Abort();
    }

    private enum Fault
    {
        None,
        Status,
        Reset,
        CutRequest,
        LoseAnswer,
        CutAnswer,
        Silence,
        LoseSession,
        Throttle,
    }
}
