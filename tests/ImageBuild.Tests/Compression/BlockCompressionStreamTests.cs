using System.IO.Compression;
using ImageBuild.Compression;
using ImageBuild.Content;

namespace ImageBuild.Tests.Compression;

public class BlockCompressionStreamTests
{
    private const int Block = 256 * 1024;

    public static TheoryData<CompressionEffort, int> EffortsAndSizes()
    {
        var data = new TheoryData<CompressionEffort, int>();
        foreach (var effort in Enum.GetValues<CompressionEffort>())
        {
            foreach (var size in new[] { 0, 1, Block - 1, Block, Block + 1, (3 * Block) + 17 })
                data.Add(effort, size);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EffortsAndSizes))]
    public async Task Gzip_is_one_member_that_unpacks_to_what_was_written(CompressionEffort effort, int size)
    {
        foreach (var input in new[] { Inputs.Noise(size), Inputs.Text(size) })
        {
            var (packed, diffId) = await PackAsync(input, new CompressionRecipe(CompressionFormat.Gzip, effort));
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
            var input = Inputs.Text(size);
            var (packed, diffId) = await PackAsync(input, new CompressionRecipe(format, CompressionEffort.Fast));
            using var unpacked = new MemoryStream();
            using (Stream stream = format == CompressionFormat.Zstd ? new ZstdSharp.DecompressionStream(new MemoryStream(packed)) : new MemoryStream(packed))
                stream.CopyTo(unpacked);
            Assert.Equal(input, unpacked.ToArray());
            Assert.Equal(Digest.Of(input), diffId);
        }
    }

    [Fact]
    public async Task The_bytes_do_not_depend_on_how_writes_are_cut()
    {
        var input = Inputs.Text((5 * Block) + 333);
        var recipe = new CompressionRecipe(CompressionFormat.Gzip, CompressionEffort.Small);
        var (expected, _) = await PackAsync(input, recipe);
        foreach (var cut in new[] { 100, 4096, Block, Block * 2 })
            Assert.Equal(Digest.Of(expected), Digest.Of((await PackAsync(input, recipe, cut: cut)).Packed));
    }

    // Changing one of these changes every layer of every user: raise CompressionRecipe.Version with it.
    [Theory]
    [InlineData(
        CompressionFormat.Gzip, CompressionEffort.Fast,
        "d87d6fb7085981cebacbe91dc5f803a05964a0a3223d02c275a16acbe109d486", "ad014cf194207cdf59de3ba22f8a27de3b81be5cf52bb90e6f945346e36f5222")]
    [InlineData(
        CompressionFormat.Gzip, CompressionEffort.Small,
        "d87d6fb7085981cebacbe91dc5f803a05964a0a3223d02c275a16acbe109d486", "40d102a75768c9c2663e759075e6386369210568d7a9dfbb7f9c99cfbc943d61")]
    [InlineData(
        CompressionFormat.Zstd, CompressionEffort.Fast,
        "31dd8adb6f5bb2f2671860957e08b8e8f50e2104ba5f2d3fda6d0b51c88ca41a", "a6dc8e36efe0a4ed266785c4277db2f1c4e0d97625aa6dcf280d0cff024102ea")]
    [InlineData(
        CompressionFormat.Zstd, CompressionEffort.Small,
        "d07dd84d071981b3cacebf2e040346f1021f53665cf76769d82a7588ab340727", "b406e8777d7de08943e00958bbe2712b8ee37a0505c4a66e91c3dd6fd803910d")]
    public async Task The_bytes_of_fixed_inputs_never_change_whatever_the_number_of_threads(
        CompressionFormat format, CompressionEffort effort, string ofText, string ofMixture)
    {
        var (text, mixture) = (Inputs.Text(3_000_000), Inputs.Mixed(seed: 31, 6_000_000));
        foreach (var threads in new[] { 1, 2, 16 })
        {
            var actual = (Text: await HexOfPackedAsync(text, threads), Mixture: await HexOfPackedAsync(mixture, threads));
            Assert.True(actual == (ofText, ofMixture), $"{format} {effort} is with {threads} threads:\n\"{actual.Text}\", \"{actual.Mixture}\"");
        }

        async Task<string> HexOfPackedAsync(byte[] input, int threads) =>
            Digest.Of((await PackAsync(input, new CompressionRecipe(format, effort), threads)).Packed).Hex;
    }

    [Fact]
    public async Task A_full_disk_stops_the_writer_with_the_disks_own_error()
    {
        using var packers = new BlockPackers(CompressionFormat.Gzip, threads: 2);
        var stream = new BlockCompressionStream(new FullDisk(), new CompressionRecipe(CompressionFormat.Gzip, CompressionEffort.Fast), packers, CancellationToken.None);
        await using var _ = stream;
        var error = await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (var i = 0; i < 100; i++)
                stream.Write(Inputs.Noise(Block));
            await stream.CompleteAsync();
        });
        Assert.Equal("No space left on device", error.Message);
    }

    [Fact]
    public void Packers_of_another_format_are_refused()
    {
        using var packers = new BlockPackers(CompressionFormat.Zstd, threads: 1);
        Assert.Throws<ArgumentException>(
            () => new BlockCompressionStream(new MemoryStream(), new CompressionRecipe(CompressionFormat.Gzip, CompressionEffort.Fast), packers, CancellationToken.None));
    }

    private static async Task<(byte[] Packed, Digest DiffId)> PackAsync(byte[] input, CompressionRecipe recipe, int threads = 2, int cut = 10_000)
    {
        using var output = new MemoryStream();
        using var packers = new BlockPackers(recipe.Format, threads);
        await using var stream = new BlockCompressionStream(output, recipe, packers, CancellationToken.None);
        for (var at = 0; at < input.Length; at += cut)
            stream.Write(input.AsSpan(at, Math.Min(cut, input.Length - at)));
        var diffId = await stream.CompleteAsync();
        return (output.ToArray(), diffId);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Position + buffer.Length > Block)
                throw new IOException("No space left on device");
            base.Write(buffer);
        }
    }
}
