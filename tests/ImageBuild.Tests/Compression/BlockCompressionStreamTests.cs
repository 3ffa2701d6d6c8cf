using System.IO.Compression;
using ImageBuild.Compression;
using ImageBuild.Content;

namespace ImageBuild.Tests.Compression;

public class BlockCompressionStreamTests
{
    private const int Block = 256 * 1024;

    public static TheoryData<int, int> LevelsAndSizes()
    {
        var data = new TheoryData<int, int>();
        foreach (var level in new[] { 1, 4, 5, 6, 9 })
        {
            foreach (var size in new[] { 0, 1, Block - 1, Block, Block + 1, 3 * Block + 17 })
                data.Add(level, size);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LevelsAndSizes))]
    public async Task Gzip_is_one_member_that_unpacks_to_what_was_written(int level, int size)
    {
        foreach (var input in new[] { Noise(size), Text(size) })
        {
            var (packed, diffId) = await PackAsync(input, new CompressionRecipe(CompressionFormat.Gzip, level));
            using var member = new MemoryStream(packed);
            using var unpacked = new MemoryStream();
            using (var gzip = new GZipStream(member, CompressionMode.Decompress))
                gzip.CopyTo(unpacked);
            Assert.Equal(input, unpacked.ToArray());
            Assert.Equal(Digest.Of(input), diffId);
        }
    }

    [Theory]
    [InlineData(CompressionFormat.Zstd)]
    [InlineData(CompressionFormat.None)]
    public async Task Other_formats_unpack_to_what_was_written(CompressionFormat format)
    {
        foreach (var size in new[] { 0, 1, 1024 * 1024, 3_000_000 })
        {
            var input = Text(size);
            var (packed, diffId) = await PackAsync(input, new CompressionRecipe(format, format == CompressionFormat.Zstd ? 3 : 0));
            using var unpacked = new MemoryStream();
            using (Stream stream = format == CompressionFormat.Zstd ? new ZstdSharp.DecompressionStream(new MemoryStream(packed)) : new MemoryStream(packed))
                stream.CopyTo(unpacked);
            Assert.Equal(input, unpacked.ToArray());
            Assert.Equal(Digest.Of(input), diffId);
        }
    }

    [Fact]
    public async Task The_bytes_do_not_depend_on_threads_or_on_how_writes_are_cut()
    {
        var input = Text(5 * Block + 333);
        var recipe = new CompressionRecipe(CompressionFormat.Gzip, 6);
        var (expected, _) = await PackAsync(input, recipe);
        foreach (var threads in new[] { 1, 2, 7 })
        {
            foreach (var cut in new[] { 100, 4096, Block, Block * 2 })
                Assert.Equal(Digest.Of(expected), Digest.Of((await PackAsync(input, recipe, threads, cut)).Packed));
        }
    }

    // Changing one of these changes every layer of every user: raise CompressionRecipe.Version with it.
    [Theory]
    [InlineData(CompressionFormat.Gzip, 4, "69b022d0e2272d4a8ce7023d7e8631c2019c3b7be72f57bc45808d863fc41146")]
    [InlineData(CompressionFormat.Gzip, 5, "293fcf66d0993b15fd48c59f322064e8577f12f6ecd427b758ff799e9b2559a0")]
    [InlineData(CompressionFormat.Gzip, 6, "75afa477f6ef328600b9aed828ea5a2c8e236765c9acdcf01438e5d557eb64b9")]
    [InlineData(CompressionFormat.Zstd, 3, "3f9a86d91c62a8a1aab6323e0df01b7919d368d6423c140260ae27e8a40ff8fe")]
    [InlineData(CompressionFormat.Zstd, 9, "95d3ca8bef2a0842b098cb49a63ca5ec61bc3513b5d900e72565d9eda4cedad2")]
    public async Task The_bytes_of_a_fixed_input_never_change(CompressionFormat format, int level, string digest)
    {
        var (packed, _) = await PackAsync(Text(3_000_000), new CompressionRecipe(format, level));
        Assert.Equal(digest, Digest.Of(packed).Hex);
    }

    [Fact]
    public async Task A_full_disk_stops_the_writer_with_the_disks_own_error()
    {
        var stream = new BlockCompressionStream(new FullDisk(), new CompressionRecipe(CompressionFormat.Gzip, 1), 2, CancellationToken.None);
        await using var _ = stream;
        var error = await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (var i = 0; i < 100; i++)
                stream.Write(Noise(Block));
            await stream.CompleteAsync();
        });
        Assert.Equal("No space left on device", error.Message);
    }

    private static async Task<(byte[] Packed, Digest DiffId)> PackAsync(byte[] input, CompressionRecipe recipe, int threads = 2, int cut = 10_000)
    {
        using var output = new MemoryStream();
        await using var stream = new BlockCompressionStream(output, recipe, threads, CancellationToken.None);
        for (var at = 0; at < input.Length; at += cut)
            stream.Write(input.AsSpan(at, Math.Min(cut, input.Length - at)));
        var diffId = await stream.CompleteAsync();
        return (output.ToArray(), diffId);
    }

    /// <summary>Bytes nothing can pack: the same on every machine and .NET version.</summary>
    private static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        var state = 88172645463325252UL;
        for (var i = 0; i < size; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes[i] = (byte)state;
        }

        return bytes;
    }

    /// <summary>Bytes that repeat themselves near and far, as code does.</summary>
    private static byte[] Text(int size)
    {
        var noise = Noise(size / 16 + 1);
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
            bytes[i] = (byte)((i & 64) == 0 ? noise[i / 16] & 15 : i >> 5);
        return bytes;
    }

    private sealed class FullDisk : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position + buffer.Length > Block ? throw new IOException("No space left on device") : base.WriteAsync(buffer, cancellationToken);
    }
}
