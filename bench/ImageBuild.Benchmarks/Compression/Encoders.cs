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
            Pack(tar, recipe, output, Environment.ProcessorCount);
            return output.Length;
        });

    /// <summary>The engine's blocks one after the other on one thread; the same bytes.</summary>
    public static Contestant OneThread(byte[] tar, CompressionRecipe recipe) => new(
        $"{Name(recipe)}, one thread",
        () =>
        {
            SHA256.HashData(tar);
            var crc = Crc32.HashToUInt32(tar);
            using var compressor = recipe.CreateCompressor();
            var output = new byte[recipe.Format.PackedSize()];
            long bytes = recipe.Format.Header().Length + recipe.Format.Trailer(crc, tar.Length).Length;
            for (var at = 0; at < tar.Length; at += recipe.Format.BlockSize())
            {
                var history = Math.Min(at, recipe.Format.HistorySize());
                bytes += compressor.Compress(tar.AsSpan((at - history)..Math.Min(at + recipe.Format.BlockSize(), tar.Length)), history, output);
            }

            return bytes;
        });

    /// <summary>SharpZipLib, with the check sum that a gzip member needs.</summary>
    public static Contestant SharpZip(byte[] tar, int level) => new(
        $"SharpZipLib {level}, one thread",
        () =>
        {
            SHA256.HashData(tar);
            Crc32.HashToUInt32(tar);
            return new SharpZipBlocks(level).Pack(tar);
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
    public static void Pack(byte[] tar, CompressionRecipe recipe, Stream output, int threads)
    {
        using var packers = new BlockPackers(recipe.Format, threads);
        using var packing = new BlockCompressionStream(output, recipe, packers, CancellationToken.None);
        packing.Write(tar);
        packing.CompleteAsync().GetAwaiter().GetResult();
    }

    private static string Name(CompressionRecipe recipe) => $"ours {recipe.Format.ToString().ToLowerInvariant()} {recipe.Effort.ToString().ToLowerInvariant()}";
}
