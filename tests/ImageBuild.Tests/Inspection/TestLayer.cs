using System.IO.Compression;
using System.Text;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Inspection;

/// <summary>Layers for tests that look into images.</summary>
internal static class TestLayer
{
    public static ILayer Of(params TarEntry[] entries) => Pack(Tar(entries), CompressionFormat.Gzip);

    public static byte[] Tar(params TarEntry[] entries)
    {
        using var tar = new MemoryStream();
        TarWriter.Write(entries, tar, default);
        return tar.ToArray();
    }

    /// <summary>A layer of any bytes, packed and named in the usual way.</summary>
    public static ILayer Pack(byte[] tar, CompressionFormat format, string? mediaType = null) =>
        new Layer(new BytesBlob(mediaType ?? format.LayerMediaType(), Packed(tar, format)), Digest.Of(tar));

    public static byte[] Packed(byte[] tar, CompressionFormat format)
    {
        using var packed = new MemoryStream();
        switch (format)
        {
            case CompressionFormat.Gzip:
                using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                    gzip.Write(tar);
                break;
            case CompressionFormat.Zstd:
                using (var compressor = new ZstdSharp.Compressor(3))
                    packed.Write(compressor.Wrap(tar));
                break;
            default:
                packed.Write(tar);
                break;
        }

        return packed.ToArray();
    }

    public static TarEntry File(string path, string content = "", int mode = 0x1A4) => TarEntry.File(path, FileContent.FromBytes(Encoding.UTF8.GetBytes(content)), mode);
}
