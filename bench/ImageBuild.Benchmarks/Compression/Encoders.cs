using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using ImageBuild.Benchmarks.Harness;
using ImageBuild.Compression;

namespace ImageBuild.Benchmarks.Compression;

/// <summary>Ways to pack a tar. Each also makes the tar's SHA-256, which every image builder needs for the diffID.</summary>
internal static class Encoders
{
    /// <summary>The engine's stream as it is used for layers.</summary>
    public static Contestant Engine(byte[] tar, CompressionRecipe recipe) => new(
        $"{Name(recipe)}, all processors",
        () =>
        {
            using var output = new CountingStream();
            Pack(tar, recipe, output);
            return output.Length;
        });

    /// <summary>The engine's blocks one after the other on one thread; the same bytes.</summary>
    public static Contestant OneThread(byte[] tar, CompressionRecipe recipe) => new(
        $"{Name(recipe)}, one thread",
        () =>
        {
            SHA256.HashData(tar);
            var crc = Crc32.HashToUInt32(tar);
            var compressor = recipe.CreateCompressor();
            long bytes = compressor.Header.Length + compressor.Trailer(crc, tar.Length).Length;
            var output = new MemoryStream();
            for (var at = 0; at < tar.Length; at += recipe.BlockSize)
            {
                output.SetLength(0);
                compressor.Compress(tar.AsMemory(at, Math.Min(recipe.BlockSize, tar.Length - at)), output);
                bytes += output.Length;
            }

            (compressor as IDisposable)?.Dispose();
            return bytes;
        });

    /// <summary>The runtime's encoder as the SDK uses it: one stream, one thread.</summary>
    public static Contestant Runtime(byte[] tar, CompressionLevel level) => new(
        $"GZipStream {level}, one thread",
        () =>
        {
            SHA256.HashData(tar);
            using var output = new CountingStream();
            using (var gzip = new GZipStream(output, level, leaveOpen: true))
                gzip.Write(tar);
            return output.Length;
        });

    /// <summary>Writes the packed bytes.</summary>
    public static void Pack(byte[] tar, CompressionRecipe recipe, Stream output)
    {
        using var packing = new BlockCompressionStream(output, recipe, Environment.ProcessorCount, CancellationToken.None);
        packing.Write(tar);
        packing.CompleteAsync().GetAwaiter().GetResult();
    }

    /// <summary>How many bytes blocks of another size would give, headers and trailers left out.</summary>
    public static long SizeInBlocks(byte[] tar, int level, int blockSize)
    {
        long total = 0;
        var blocks = (tar.Length + blockSize - 1) / blockSize;
        Parallel.For(
            0,
            blocks,
            () => (Compressor: new GzipBlockCompressor(level), Output: new MemoryStream(), Bytes: 0L),
            (block, _, state) =>
            {
                var at = block * blockSize;
                state.Output.SetLength(0);
                state.Compressor.Compress(tar.AsMemory(at, Math.Min(blockSize, tar.Length - at)), state.Output);
                return state with { Bytes = state.Bytes + state.Output.Length };
            },
            state => Interlocked.Add(ref total, state.Bytes));
        return total;
    }

    private static string Name(CompressionRecipe recipe) => $"ours {recipe.Format.ToString().ToLowerInvariant()} {recipe.Level}";
}
