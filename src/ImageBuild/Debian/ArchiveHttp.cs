using System.Net;

namespace ImageBuild.Debian;

/// <summary>Makes the HTTP client that package archives are read with.</summary>
public static class ArchiveHttp
{
    /// <summary>A client that leaves redirects to us and has no limit on the whole transfer: silence is what we limit.</summary>
    /// <remarks>The proxy is the system's, or the one HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. The caller disposes of it.</remarks>
    public static HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            UseCookies = false,
        };
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("ImageBuild");
        return client;
    }
}
