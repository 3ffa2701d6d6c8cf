using ICSharpCode.SharpZipLib.Zip.Compression;

namespace ImageBuild.Benchmarks.Compression;

/// <summary>SharpZipLib's deflate in blocks that know nothing of each other: how the engine packed before it had an encoder of its own.</summary>
/// <remarks>Its <c>Flush</c> alone does not end on a byte; setting the level to 0 and flushing once more adds an empty stored block, which does.</remarks>
internal sealed class SharpZipBlocks(int level)
{
    private const int BlockSize = 256 * 1024;

    private readonly Deflater _deflater = new(level, noZlibHeaderOrFooter: true);
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>How many bytes the blocks are packed into.</summary>
    public long Pack(byte[] tar)
    {
        long bytes = 0;
        for (var at = 0; at < tar.Length; at += BlockSize)
        {
            _deflater.Reset();
            _deflater.SetLevel(level);
            _deflater.SetInput(tar, at, Math.Min(BlockSize, tar.Length - at));
            _deflater.Flush();
            bytes += Drain();
            _deflater.SetLevel(Deflater.NO_COMPRESSION);
            _deflater.Flush();
            bytes += Drain();
        }

        return bytes;
    }

    private long Drain()
    {
        long bytes = 0;
        while (_deflater.Deflate(_buffer) is > 0 and var count)
            bytes += count;
        return bytes;
    }
}
