using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageBuild.Tests.Registries.Simulated;

/// <summary>One host of a <see cref="SimulatedNetwork"/>. It notes every request it gets.</summary>
internal abstract class SimulatedHost(string name)
{
    private readonly List<SeenRequest> _seen = [];

    public string Name { get; } = name;

    /// <summary>Runs before the host's own behaviour; true where it has answered.</summary>
    public Func<HttpContext, Task<bool>>? Before { get; set; }

    /// <summary>Stands in for the host's own behaviour, and may call upon it.</summary>
    public Func<HttpContext, Func<Task>, Task>? Around { get; set; }

    public IReadOnlyList<SeenRequest> Seen
    {
        get
        {
            lock (_seen)
                return [.. _seen];
        }
    }

    public IEnumerable<SeenRequest> Of(string method, string part = "") =>
        Seen.Where(request => request.Method == method && request.Target.Contains(part, StringComparison.Ordinal));

    public async Task HandleAsync(HttpContext context)
    {
        var request = new SeenRequest(
            context.Request.Method,
            context.Request.Host.Value ?? "",
            Target(context),
            context.Request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value.ToArray()), StringComparer.OrdinalIgnoreCase));
        lock (_seen)
            _seen.Add(request);
        context.Items[typeof(SeenRequest)] = request;
        try
        {
            if (Before is not null && await Before(context))
                return;
            await (Around is null ? AnswerAsync(context) : Around(context, () => AnswerAsync(context)));
        }
        finally
        {
            request.Status = context.Response.StatusCode;
        }
    }

    protected abstract Task AnswerAsync(HttpContext context);

    /// <summary>Path and query as they were sent, before anything decodes them.</summary>
    public static string Target(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    public static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        ((SeenRequest)context.Items[typeof(SeenRequest)]!).Body = buffer.Length;
        return buffer.ToArray();
    }

    public static Task ErrorAsync(HttpContext context, int status, string code, string message = "") =>
        WriteAsync(context, status, $$"""{"errors":[{"code":"{{code}}","message":"{{message}}","detail":null}]}""", "application/json");

    public static async Task WriteAsync(HttpContext context, int status, string text, string type = "text/plain")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (context.Request.Method != "HEAD")
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    public static Dictionary<string, List<string>> Query(string target)
    {
        var result = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var pair in target.Contains('?', StringComparison.Ordinal) ? target[(target.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&') : [])
        {
            var parts = pair.Split('=', 2);
            if (!result.TryGetValue(parts[0], out var values))
                result[parts[0]] = values = [];
            values.Add(parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return result;
    }
}
