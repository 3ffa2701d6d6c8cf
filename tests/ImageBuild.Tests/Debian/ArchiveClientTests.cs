using System.Net;
using System.Text;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

/// <summary>How archives are talked to, over real sockets on the loopback interface.</summary>
public sealed class ArchiveClientTests : IDisposable
{
    private readonly TestArchive _archive = new();
    private readonly HttpClient _http = ArchiveHttp.CreateClient();

    public void Dispose()
    {
        _http.Dispose();
        _archive.Dispose();
    }

    [Fact]
    public async Task A_missing_file_is_null()
    {
        Assert.Null(await Get("missing"));
        Assert.Single(_archive.Requests); // and not asked for again
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task What_may_pass_is_tried_three_times(int status)
    {
        _archive.Intercept = (context, _) => Answer(context, status);
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => Get("file"));
        Assert.Equal(ErrorCodes.PackageSourceUnreachable, error.Code);
        Assert.Contains($"answered {status}", error.Cause, StringComparison.Ordinal);
        Assert.Equal(3, _archive.Requests.Count);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(400)]
    public async Task What_will_not_pass_is_tried_once(int status)
    {
        _archive.Intercept = (context, _) => Answer(context, status);
        Assert.Equal(ErrorCodes.PackageSourceUnreachable, (await Assert.ThrowsAsync<ImageBuildException>(() => Get("file"))).Code);
        Assert.Single(_archive.Requests);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_is_started_again()
    {
        _archive.Files["file"] = "content"u8.ToArray();
        _archive.Intercept = (context, _) =>
        {
            if (_archive.Requests.Count > 1)
                return false;
            context.Response.ContentLength64 = 7;
            context.Response.OutputStream.Write("con"u8);
            context.Response.OutputStream.Flush();
            context.Response.Abort();
            return true;
        };
        Assert.Equal("content", Encoding.UTF8.GetString((await Get("file"))!));
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        _archive.Intercept = (_, _) => true; // never answered
        var client = new ArchiveClient(_http, NullBuildLog.Instance) { Backoff = TimeSpan.Zero, Stall = TimeSpan.FromMilliseconds(100) };
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => client.TryGetAsync(PoolPath.In(_archive.Uri, "file"), 100, default));
        Assert.Equal(ErrorCodes.PackageSourceUnreachable, error.Code);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_named()
    {
        using var gone = new TestArchive();
        var uri = gone.Uri;
        gone.Dispose();
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => TestArchive.Impatient(_http).TryGetAsync(PoolPath.In(uri, "file"), 100, default));
        Assert.Equal(ErrorCodes.PackageSourceUnreachable, error.Code);
        Assert.Contains(uri.Authority, error.Cause, StringComparison.Ordinal);
        Assert.Contains("IMAGEBUILD_DEBIAN_SOURCE", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_within_the_host_is_followed()
    {
        _archive.Files["moved"] = "here"u8.ToArray();
        _archive.Intercept = (context, path) => path == "file" && Answer(context, 302, "/debian/moved");
        Assert.Equal("here", Encoding.UTF8.GetString((await Get("file"))!));
    }

    [Theory]
    [InlineData("http://elsewhere.example.org/debian/file")]
    [InlineData("http://127.0.0.1:1/debian/file")] // another port is another server
    [InlineData("ftp://127.0.0.1/debian/file")]
    public async Task A_redirect_to_another_host_is_refused(string location)
    {
        _archive.Intercept = (context, _) => Answer(context, 302, location);
        Assert.Equal(ErrorCodes.PackageSourceRedirected, (await Assert.ThrowsAsync<ImageBuildException>(() => Get("file"))).Code);
    }

    [Fact]
    public async Task Redirects_in_circles_end()
    {
        _archive.Intercept = (context, _) => Answer(context, 301, "/debian/file");
        Assert.Equal(ErrorCodes.PackageSourceUnreachable, (await Assert.ThrowsAsync<ImageBuildException>(() => Get("file"))).Code);
    }

    [Fact]
    public async Task More_bytes_than_announced_are_refused()
    {
        _archive.Files["file"] = new byte[101];
        Assert.Equal(ErrorCodes.PackageSourceInconsistent, (await Assert.ThrowsAsync<ImageBuildException>(() => Get("file"))).Code);
    }

    [Fact]
    public async Task A_password_in_the_address_is_sent_but_not_shown()
    {
        string? authorization = null;
        _archive.Intercept = (context, _) =>
        {
            authorization = context.Request.Headers["Authorization"];
            return Answer(context, 403);
        };
        var uri = new UriBuilder(_archive.Uri) { UserName = "reader", Password = "p%40ss" }.Uri;
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => TestArchive.Impatient(_http).TryGetAsync(PoolPath.In(uri, "file"), 100, default));
        Assert.Equal("Basic " + Convert.ToBase64String("reader:p@ss"u8), authorization);
        Assert.DoesNotContain("p%40ss", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("reader", error.ToString(), StringComparison.Ordinal);
    }

    private static bool Answer(HttpListenerContext context, int status, string? location = null)
    {
        context.Response.StatusCode = status;
        if (location is not null)
            context.Response.Headers["Location"] = location;
        context.Response.Close();
        return true;
    }

    private Task<byte[]?> Get(string path) => TestArchive.Impatient(_http).TryGetAsync(PoolPath.In(_archive.Uri, path), 100, default);
}
