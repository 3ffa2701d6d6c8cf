using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Content;

/// <summary>Blobs by digest, shared by everyone on the machine.</summary>
public sealed class ContentCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ContentCache _cache;

    public ContentCacheTests() => _cache = new ContentCache(Path.Combine(_folder.Path, "cache"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_blob_is_stored_under_the_digest_it_turns_out_to_have()
    {
        var blob = await _cache.AddAsync("text/plain", Write("content"), default);
        Assert.Equal(Descriptor.Of("text/plain", "content"u8), blob.Descriptor);
        Assert.Equal([_cache.PathOf(Digest.Of("content"))], Files());
        Assert.Equal("content", await ReadAsync(blob));
    }

    [Fact]
    public async Task A_stored_blob_is_found_by_digest_and_length()
    {
        var descriptor = (await _cache.AddAsync("text/plain", Write("content"), default)).Descriptor;
        Assert.Equal("content", await ReadAsync(_cache.Find(descriptor)!));
        Assert.Null(_cache.Find(descriptor with { Size = 3 }));
        Assert.Null(_cache.Find(Descriptor.Of("text/plain", "other"u8)));
    }

    [Fact]
    public async Task A_blob_that_was_cut_off_is_not_found()
    {
        var descriptor = (await _cache.AddAsync("text/plain", Write("content"), default)).Descriptor;
        File.WriteAllText(_cache.PathOf(descriptor.Digest), "cont");
        Assert.Null(_cache.Find(descriptor));
    }

    [Fact]
    public async Task Many_who_add_the_same_blob_at_once_all_get_it_whole()
    {
        var text = new string('x', 1_000_000);
        var blobs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _cache.AddAsync("text/plain", Write(text), default))));
        Assert.All(blobs, blob => Assert.Equal(Digest.Of(text), blob.Descriptor.Digest));
        Assert.Equal(text, await ReadAsync(blobs[0]));
        Assert.Equal([_cache.PathOf(Digest.Of(text))], Files());
    }

    [Fact]
    public async Task A_blob_can_be_replaced_while_someone_reads_it()
    {
        var blob = await _cache.AddAsync("text/plain", Write("content"), default);
        await using var reading = await blob.OpenAsync(default);
        await _cache.AddAsync("text/plain", Digest.Of("content"), "The file", Write("content"), default);
        Assert.Equal("content", await new StreamReader(reading).ReadToEndAsync());
    }

    [Theory]
    [InlineData(0xFF)] // occurs in no UTF-8
    [InlineData('"')]
    [InlineData('0')]
    public async Task A_record_is_not_believed_whichever_of_its_bytes_was_changed(byte changed)
    {
        var (key, content) = (Digest.Of("key"), new CachedContent(Descriptor.Of("text/plain", "content"u8), Digest.Of("tar")));
        await _cache.RememberAsync(key, "näme", content, default);
        Assert.Equal(content, _cache.Recall(key));
        var bytes = File.ReadAllBytes(_cache.PathOfKey(key));
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == changed)
                continue;
            var copy = bytes.ToArray();
            copy[at] = changed;
            File.WriteAllBytes(_cache.PathOfKey(key), copy);
            Assert.Null(_cache.Recall(key));
        }
    }

    [Fact]
    public async Task What_has_another_digest_than_promised_is_not_stored()
    {
        var error = await Assert.ThrowsAsync<ImageBuildException>(
            () => _cache.AddAsync("text/plain", Digest.Of("expected"), "The package 'x'", Write("something else"), default));
        Assert.Equal(ErrorCodes.DigestMismatch, error.Code);
        Assert.Equal($"The package 'x' should have the digest {Digest.Of("expected")} but has {Digest.Of("something else")}.", error.Cause);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_failure_in_the_middle_stores_nothing()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => _cache.AddAsync("text/plain", WriteHalf, default));
        await Assert.ThrowsAsync<OperationCanceledException>(() => _cache.AddAsync("text/plain", Digest.Of("halfwhole"), "The file", WriteHalf, default));
        Assert.Empty(Files());

        static async Task WriteHalf(Stream stream, CancellationToken token)
        {
            await stream.WriteAsync("half"u8.ToArray(), token);
            throw new OperationCanceledException();
        }
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_an_error_with_a_code()
    {
        var blocked = new ContentCache(_folder.File("not-a-folder"));
        var unknown = await Assert.ThrowsAsync<ImageBuildException>(() => blocked.AddAsync("text/plain", Write("content"), default));
        var known = await Assert.ThrowsAsync<ImageBuildException>(() => blocked.AddAsync("text/plain", Digest.Of("content"), "The file", Write("content"), default));
        Assert.Equal([ErrorCodes.CannotWrite, ErrorCodes.CannotWrite], [unknown.Code, known.Code]);
    }

    [Theory]
    [InlineData("IMAGEBUILD_CACHE=/chosen XDG_CACHE_HOME=/xdg HOME=/home/me", "/chosen")]
    [InlineData("IMAGEBUILD_CACHE= XDG_CACHE_HOME=/xdg HOME=/home/me", "/xdg/imagebuild")]
    [InlineData("XDG_CACHE_HOME=/xdg", "/xdg/imagebuild")]
    [InlineData("XDG_CACHE_HOME=relative HOME=/home/me", "/home/me/CACHES/imagebuild")]
    [InlineData("HOME=/home/me", "/home/me/CACHES/imagebuild")]
    public void The_folder_follows_from_the_environment(string environment, string expected)
    {
        var variables = environment.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var root = ContentCache.DefaultRoot(name => variables.GetValueOrDefault(name));
        if (OperatingSystem.IsWindows() && !variables.GetValueOrDefault("IMAGEBUILD_CACHE", "").StartsWith('/'))
            expected = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "imagebuild", "cache");
        Assert.Equal(expected.Replace("CACHES", OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache", StringComparison.Ordinal), root);
    }

    [Fact]
    public void An_empty_environment_still_leads_to_an_absolute_folder() =>
        Assert.True(Path.IsPathFullyQualified(ContentCache.DefaultRoot(_ => null)));

    private string[] Files() => Directory.Exists(_cache.Root) ? Directory.GetFiles(_cache.Root, "*", SearchOption.AllDirectories) : [];

    private static Func<Stream, CancellationToken, Task> Write(string text) => (stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), token).AsTask();

    private static async Task<string> ReadAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(default);
        return await new StreamReader(stream).ReadToEndAsync();
    }
}
