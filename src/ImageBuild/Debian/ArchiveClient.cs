using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Fetches files from package archives: tries again what may pass, and never follows to another host.</summary>
/// <param name="http">From <see cref="ArchiveHttp.CreateClient"/> or configured likewise.</param>
/// <param name="log">Told about repeated tries.</param>
internal sealed class ArchiveClient(HttpClient http, IBuildLog log)
{
    private const int Tries = 3;
    private const int RedirectLimit = 5;

    /// <summary>The pause before the second try; the third waits three times as long.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a server may be silent.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An address as it may stand in a message: no user name, password or query.</summary>
    public static string Display(Uri uri) =>
        uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Reads a small file.</summary>
    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageSourceUnreachable"/>, <see cref="ErrorCodes.PackageSourceRedirected"/>, or <see cref="ErrorCodes.PackageSourceInconsistent"/> where it is longer than <paramref name="limit"/> bytes.</exception>
    public async Task<byte[]?> TryGetAsync(Uri uri, long limit, CancellationToken cancellationToken)
    {
        byte[]? bytes = null;
        var found = await TryReadAsync(
            uri,
            async (body, token) =>
            {
                using var memory = new MemoryStream();
                await CopyAsync(body, memory, limit, uri, token).ConfigureAwait(false);
                bytes = memory.ToArray();
            },
            cancellationToken).ConfigureAwait(false);
        return found ? bytes : null;
    }

    /// <summary>Lets <paramref name="read"/> consume a file; it is called again from the start where the transfer breaks off.</summary>
    /// <returns>False where there is no such file.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageSourceUnreachable"/>, <see cref="ErrorCodes.PackageSourceRedirected"/>; what <paramref name="read"/> throws passes through.</exception>
    public async Task<bool> TryReadAsync(Uri uri, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var response = await SendAsync(uri, cancellationToken).ConfigureAwait(false);
                if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                    return false;
                var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                var guarded = new TransferStream(body, Stall);
                await using (guarded.ConfigureAwait(false))
                    await read(guarded, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (TransferException exception) when (attempt < Tries)
            {
                log.Detail($"{Display(uri)}: {exception.Message}; trying again.");
                await Task.Delay(Backoff * (attempt == 1 ? 1 : 3), cancellationToken).ConfigureAwait(false);
            }
            catch (TransferException exception)
            {
                throw ErrorCodes.PackageSourceUnreachable.Error($"Fetching {Display(uri)} failed {Tries} times: {exception.Message}.", inner: exception);
            }
        }
    }

    /// <summary>Copies a body of at most <paramref name="limit"/> bytes.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageSourceInconsistent"/>: there are more.</exception>
    public static async Task CopyAsync(Stream body, Stream target, long limit, Uri uri, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            total += count;
            if (total > limit)
                throw ErrorCodes.PackageSourceInconsistent.Error($"{Display(uri)} is longer than the {limit} bytes it may have.");
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri uri, CancellationToken cancellationToken)
    {
        var address = uri;
        for (var redirects = 0; redirects <= RedirectLimit; redirects++)
        {
            var response = await SendOnceAsync(address, uri.UserInfo, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                return response;

            using (response)
            {
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                    throw Refused(address, response.StatusCode);
                var next = new Uri(address, location);
                if (!MayFollow(address, next))
                    throw ErrorCodes.PackageSourceRedirected.Error($"{Display(address)} redirects to {Display(next)}.");
                address = next;
            }
        }

        throw ErrorCodes.PackageSourceUnreachable.Error($"{Display(uri)} redirects in circles.");
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Uri address, string userInfo, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Stall);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (userInfo.Length > 0)
        {
            // apt's way to give a password to a mirror. It stays with the host it was given for: redirects do, too.
            var login = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(userInfo));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(login));
        }

        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException($"no answer within {Stall.TotalSeconds:0} seconds", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new TransferException(exception.Message, exception);
        }
    }

    private static Exception Refused(Uri address, HttpStatusCode status)
    {
        var message = $"the server answered {(int)status}";
        return (int)status is >= 500 or 408 or 429
            ? new TransferException(message)
            : ErrorCodes.PackageSourceUnreachable.Error(
                $"Fetching {Display(address)} failed: {message}.",
                status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? "Name a source this machine may read; a login can stand in the address: https://user:password@host/debian." : null);
    }

    /// <summary>The same host, and never from an encrypted connection to an open one.</summary>
    private static bool MayFollow(Uri from, Uri to)
    {
        if (!string.Equals(from.Host, to.Host, StringComparison.OrdinalIgnoreCase))
            return false;
        if (from.Scheme == to.Scheme)
            return from.Port == to.Port;
        return from.Scheme == Uri.UriSchemeHttp && to.Scheme == Uri.UriSchemeHttps;
    }
}
