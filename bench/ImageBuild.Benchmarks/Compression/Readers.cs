using System.IO.Compression;
using ImageBuild.Compression;
using ZstdSharp;

namespace ImageBuild.Benchmarks.Compression;

/// <summary>Decoders of others that must give our bytes back.</summary>
internal static class Readers
{
    /// <summary>Packs with every level the engine uses and asks each decoder; an exception is a failure of the benchmark.</summary>
    /// <returns>What was asked, for the report.</returns>
    public static async Task<string> CheckAsync(byte[] tar, IReadOnlyList<CompressionRecipe> recipes)
    {
        using var folder = new TemporaryFolder(keep: false);
        foreach (var recipe in recipes)
        {
            var isGzip = recipe.Format == CompressionFormat.Gzip;
            var file = folder[isGzip ? "layer.tar.gz" : "layer.tar.zst"];
            using (var output = File.Create(file))
                Encoders.Pack(tar, recipe, output, Environment.ProcessorCount);

            using (var packed = File.OpenRead(file))
            using (Stream unpacked = isGzip ? new GZipStream(packed, CompressionMode.Decompress) : new DecompressionStream(packed))
                Compare(unpacked, tar, recipe);
            await new Command(isGzip ? "gzip" : "zstd", "-t", file).RunAsync();
        }

        return "Every recipe was unpacked again and compared byte for byte (GZipStream for gzip, ZstdSharp for zstd), and tested by `gzip -t` or `zstd -t`.";
    }

    private static void Compare(Stream unpacked, byte[] tar, CompressionRecipe recipe)
    {
        var all = new MemoryStream(tar.Length);
        unpacked.CopyTo(all);
        if (!all.GetBuffer().AsSpan(0, (int)all.Length).SequenceEqual(tar))
            throw new InvalidOperationException($"{recipe} does not unpack to what was packed.");
    }
}
