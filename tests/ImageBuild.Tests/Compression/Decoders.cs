using System.IO.Compression;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace ImageBuild.Tests.Compression;

/// <summary>Readers of deflate that were written independently of each other.</summary>
internal static class Decoders
{
    /// <summary>Unpacks with each decoder and compares.</summary>
    /// <param name="deflate">A whole stream, its last block included.</param>
    /// <param name="expected">What must come out.</param>
    /// <param name="what">Names the case where it fails.</param>
    public static void AssertAllRead(byte[] deflate, byte[] expected, string what)
    {
        AssertSame(WithRuntime(deflate, expected.Length), expected, $"{what}, read by zlib");
        AssertSame(WithSharpZipLib(deflate, expected.Length), expected, $"{what}, read by SharpZipLib");
        AssertSame(WithSharpCompress(deflate, expected.Length), expected, $"{what}, read by SharpCompress");
    }

    private static byte[] WithRuntime(byte[] deflate, int size)
    {
        using var stream = new DeflateStream(new MemoryStream(deflate), CompressionMode.Decompress);
        return ReadAll(stream, size);
    }

    private static byte[] WithSharpCompress(byte[] deflate, int size)
    {
        using var stream = new SharpCompress.Compressors.Deflate.DeflateStream(
            new MemoryStream(deflate), SharpCompress.Compressors.CompressionMode.Decompress);
        return ReadAll(stream, size);
    }

    private static byte[] WithSharpZipLib(byte[] deflate, int size)
    {
        var inflater = new Inflater(noHeader: true);
        inflater.SetInput(deflate);
        var output = new byte[size + 1];
        var count = 0;
        while (!inflater.IsFinished && inflater.Inflate(output, count, output.Length - count) is > 0 and var more)
            count += more;
        Assert.True(inflater.IsFinished, "SharpZipLib finds no end.");
        Assert.Equal(0, inflater.RemainingInput);
        return output[..count];
    }

    private static byte[] ReadAll(Stream stream, int size)
    {
        var output = new MemoryStream(size);
        stream.CopyTo(output);
        return output.ToArray();
    }

    private static void AssertSame(byte[] actual, byte[] expected, string what) =>
        Assert.True(actual.AsSpan().SequenceEqual(expected), $"{what}: {actual.Length} bytes came out of {expected.Length}, or others.");
}
