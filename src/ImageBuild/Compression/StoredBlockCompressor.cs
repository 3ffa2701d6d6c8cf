namespace ImageBuild.Compression;

/// <summary>Passes the bytes through.</summary>
internal sealed class StoredBlockCompressor : IBlockCompressor
{
    public int Compress(ReadOnlySpan<byte> window, int start, Span<byte> output)
    {
        window[start..].CopyTo(output);
        return window.Length - start;
    }

    public void Dispose()
    {
        // Holds nothing.
    }
}
