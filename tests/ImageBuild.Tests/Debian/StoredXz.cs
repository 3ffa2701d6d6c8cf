using System.Buffers.Binary;
using System.IO.Hashing;

namespace ImageBuild.Tests.Debian;

/// <summary>Writes .xz files that hold their bytes uncompressed: real containers for tests, without an encoder.</summary>
/// <remarks>The .xz file format 1.1.0, with LZMA2 chunks of the kind "uncompressed".</remarks>
internal static class StoredXz
{
    private static readonly byte[] StreamFlags = [0, 1]; // check: CRC32

    public static byte[] Write(ReadOnlySpan<byte> content)
    {
        using var file = new MemoryStream();
        file.Write([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]);
        file.Write(StreamFlags);
        file.Write(Crc32.Hash(StreamFlags));

        // Block header: 12 bytes, one filter (LZMA2, dictionary of 64 KiB), padding.
        byte[] header = [2, 0, 0x21, 1, 8, 0, 0, 0];
        var start = file.Position;
        file.Write(header);
        file.Write(Crc32.Hash(header));
        for (var offset = 0; offset < content.Length; offset += 0x10000)
        {
            var chunk = content[offset..Math.Min(content.Length, offset + 0x10000)];
            file.Write([(byte)(offset == 0 ? 1 : 2), (byte)((chunk.Length - 1) >> 8), (byte)(chunk.Length - 1)]);
            file.Write(chunk);
        }

        file.WriteByte(0);
        var unpadded = file.Position - start + 4;
        Pad(file);
        file.Write(Crc32.Hash(content));

        var index = new MemoryStream();
        index.Write([0, 1]);
        WriteNumber(index, (ulong)unpadded);
        WriteNumber(index, (ulong)content.Length);
        Pad(index);
        file.Write(index.ToArray());
        file.Write(Crc32.Hash(index.ToArray()));

        var footer = new byte[6];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, (uint)((index.Length + 4) / 4) - 1);
        StreamFlags.CopyTo(footer, 4);
        file.Write(Crc32.Hash(footer));
        file.Write(footer);
        file.Write("YZ"u8);
        return file.ToArray();
    }

    private static void Pad(MemoryStream stream)
    {
        while (stream.Position % 4 != 0)
            stream.WriteByte(0);
    }

    private static void WriteNumber(MemoryStream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
