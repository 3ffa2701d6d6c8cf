namespace ImageBuild.Compression;

/// <summary>Everything that determines the packed bytes of a given tar.</summary>
/// <param name="Format">The format.</param>
/// <param name="Level">The encoder's level; 0 for <see cref="CompressionFormat.None"/>.</param>
public sealed record CompressionRecipe(CompressionFormat Format, int Level)
{
    /// <summary>Raised whenever an encoder, its parameters or a block size change, because digests change with them.</summary>
    public const int Version = 1;

    /// <summary>Bytes packed as one unit: 256 KiB for gzip, 1 MiB otherwise (docs/decisions/0002-compression.md).</summary>
    internal int BlockSize => Format == CompressionFormat.Gzip ? 256 * 1024 : 1024 * 1024;

    internal IBlockCompressor CreateCompressor() => Format switch
    {
        CompressionFormat.Gzip => new GzipBlockCompressor(Level),
        CompressionFormat.Zstd => new ZstdBlockCompressor(Level),
        CompressionFormat.None => new StoredBlockCompressor(),
        _ => throw new InvalidOperationException($"{Format} has no compressor."),
    };

    /// <summary>Part of every layer key: "gzip-6 v1".</summary>
    public override string ToString() => $"{Format.ToString().ToLowerInvariant()}-{Level} v{Version}";
}
