using ImageBuild.Compression.Deflate;

namespace ImageBuild.Compression;

/// <summary>Everything that determines the packed bytes of a given tar.</summary>
/// <param name="Format">The format.</param>
/// <param name="Effort">What the encoder aims at; means nothing for <see cref="CompressionFormat.None"/>.</param>
public sealed record CompressionRecipe(CompressionFormat Format, CompressionEffort Effort)
{
    /// <summary>Raised for a format whenever its encoder, its parameters or its block size change, because digests change with them.</summary>
    public int Version => Format == CompressionFormat.Zstd ? 3 : 2;

    /// <summary>Part of every layer key: "gzip-small v2".</summary>
    public override string ToString() => $"{Format.ToString().ToLowerInvariant()}-{Effort.ToString().ToLowerInvariant()} v{Version}";

    internal IBlockCompressor CreateCompressor() => Format switch
    {
        CompressionFormat.Gzip => new DeflateBlockCompressor(new DeflateEncoder(Format.BlockSize(), thorough: Effort == CompressionEffort.Small)),
        CompressionFormat.Zstd => new ZstdBlockCompressor(Effort),
        CompressionFormat.None => new StoredBlockCompressor(),
        _ => throw new InvalidOperationException($"{Format} has no compressor."),
    };
}
