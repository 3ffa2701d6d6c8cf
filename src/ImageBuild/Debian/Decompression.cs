using System.IO.Compression;
using ImageBuild.Compression;
using SharpCompress.Compressors.Xz;
using ZstdSharp;

namespace ImageBuild.Debian;

/// <summary>Opens the compressed files of archives and packages by their suffix.</summary>
internal static class Decompression
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The suffixes, smallest files first.</summary>
    public static IReadOnlyList<string> Suffixes { get; } = [".xz", ".zst", ".gz", ""];

    /// <summary>A stream of the decompressed bytes, which must be read synchronously.</summary>
    /// <exception cref="FormatException">The suffix is none of <see cref="Suffixes"/>.</exception>
    public static Stream Open(Stream compressed, string suffix) => suffix switch
    {
        "" => compressed,
        ".gz" => new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true),
        ".xz" => new BufferedStream(new XZStream(new BufferedStream(compressed, BufferSize)), BufferSize), // it reads byte by byte
        ".zst" => new DecompressionStream(compressed, leaveOpen: true),
        _ => throw new FormatException($"The compression '{suffix}' is not supported."),
    };

    /// <summary>Whether an exception is a decoder's way to say that its input is damaged.</summary>
    /// <remarks>The decoders of libraries throw whatever their arithmetic runs into; a failing disk is not among it.</remarks>
    public static bool IsDamage(Exception exception) =>
        PackedLayer.IsDamage(exception)
        || exception is FormatException or ArithmeticException or ArgumentException or IndexOutOfRangeException or NullReferenceException
            or InvalidOperationException or NotSupportedException or SharpCompress.Common.SharpCompressException;
}
