using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>A network of simulated hosts. Whoever is not part of it does not answer.</summary>
public sealed class FakeNetwork : HttpMessageHandler
{
    private readonly Dictionary<string, Func<FakeRequest, HttpResponseMessage>> _hosts = new(StringComparer.Ordinal);

    /// <summary>Every request so far, those nobody answered as well.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    /// <summary>Adds a host: "http://169.254.169.254", scheme included, so that a wrong scheme reaches nobody.</summary>
    public void Add(string origin, Func<FakeRequest, HttpResponseMessage> answer) => _hosts[origin] = answer;

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Text(string text, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(text) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var seen = new FakeRequest(
            request.Method.Method,
            request.RequestUri!,
            request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            body);
        Requests.Enqueue(seen);
        return _hosts.TryGetValue(seen.Uri.GetLeftPart(UriPartial.Authority), out var answer)
            ? answer(seen)
            : throw new HttpRequestException($"Name or service not known ({seen.Uri.Authority})");
    }
}
