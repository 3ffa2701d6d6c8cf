using System.Diagnostics;
using System.IO.Hashing;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Tests.Compression.Deflate;

namespace ImageBuild.Tests.Compression;

/// <summary>Programs with decoders of their own read what the engine packs.</summary>
[Trait("Category", "Real")]
public sealed class GzipToolsTests : IDisposable
{
    private const int BlockSize = 24_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Several members in one file unpack to what they hold, one after the other (RFC 1952, 2.2).</summary>
    [Theory]
    [InlineData(false, "gzip", "-dc")]
    [InlineData(true, "gzip", "-dc")]
    [InlineData(false, "busybox", "gunzip", "-c")]
    [InlineData(true, "busybox", "gunzip", "-c")]
    public void Hundreds_of_members_come_out_again(bool thorough, string tool, params string[] arguments)
    {
        var blocks = new Blocks(BlockSize, thorough);
        using var packed = new MemoryStream();
        using var expected = new MemoryStream();
        for (ulong seed = 500_000; seed < 500_400; seed++)
        {
            var input = Inputs.Mixed(seed, seed % 10 == 0 ? 100_000 : 3_000);
            packed.Write(GzipMember.Header);
            packed.Write(blocks.Pack(input).AsSpan()[..^2]); // the trailer has the empty last block, too
            packed.Write(GzipMember.Trailer(Crc32.HashToUInt32(input), input.Length));
            expected.Write(input);
        }

        Assert.Equal(Digest.Of(expected.ToArray()), Digest.Of(Unpack(packed.ToArray(), tool, arguments)));
    }

    private byte[] Unpack(byte[] packed, string tool, string[] arguments)
    {
        var file = Path.Combine(_folder.Path, "members.gz");
        File.WriteAllBytes(file, packed);
        using var process = Process.Start(new ProcessStartInfo(tool, [.. arguments, file]) { RedirectStandardOutput = true })!;
        using var unpacked = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(unpacked);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return unpacked.ToArray();
    }
}
