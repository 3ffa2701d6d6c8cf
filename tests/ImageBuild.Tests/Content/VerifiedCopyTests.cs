using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Content;

public sealed class VerifiedCopyTests
{
    private static readonly Descriptor Expected = Descriptor.Of("text/plain", "content"u8);

    [Fact]
    public async Task Content_that_is_right_arrives()
    {
        using var output = new MemoryStream();
        await VerifiedCopy.CopyAsync(new MemoryStream("content"u8.ToArray()), output, Expected, default);
        Assert.Equal("content"u8, output.ToArray());
    }

    [Theory]
    [InlineData("c0ntent")] // another byte
    [InlineData("conten")] // cut off
    [InlineData("contents")] // more
    [InlineData("")]
    public async Task Content_that_is_not_what_was_announced_is_an_error(string actual)
    {
        var error = await Assert.ThrowsAsync<ImageBuildException>(
            () => VerifiedCopy.CopyAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(actual)), Stream.Null, Expected, default));
        Assert.Equal(ErrorCodes.DigestMismatch, error.Code);
        Assert.Contains(Expected.Digest.ToString(), error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_never_ends_is_left_once_it_is_too_long()
    {
        var endless = new EndlessStream();
        await Assert.ThrowsAsync<ImageBuildException>(() => VerifiedCopy.CopyAsync(endless, Stream.Null, Expected, default));
        Assert.InRange(endless.Given, 1, 1 << 20);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
