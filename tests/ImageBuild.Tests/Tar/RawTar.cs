using System.Globalization;
using System.Text;

namespace ImageBuild.Tests.Tar;

/// <summary>Archives put together block by block, as no decent writer would.</summary>
internal static class RawTar
{
    public static byte[] End { get; } = new byte[1024];

    /// <summary>A header with a right checksum, unless an error is asked for.</summary>
    public static byte[] Header(string name, char type = '0', long size = 0, string link = "", string? sizeField = null, int checksumError = 0, string magic = "ustar\0" + "00", int mode = 0x1A4)
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).AsSpan().CopyTo(header);
        Text(100, Octal(mode, 7));
        Text(108, Octal(0, 7));
        Text(116, Octal(0, 7));
        Text(124, sizeField ?? Octal(size, 11));
        Text(136, Octal(0, 11));
        header[156] = (byte)type;
        Text(157, link);
        Text(257, magic);
        Text(148, "        ");
        Text(148, Octal(header.Sum(value => value) + checksumError, 6) + " ");
        return header;

        void Text(int offset, string text) => Encoding.Latin1.GetBytes(text).CopyTo(header, offset);
    }

    /// <summary>Content with its padding.</summary>
    public static byte[] Padded(byte[] content) => [.. content, .. new byte[(512 - (content.Length % 512)) % 512]];

    /// <summary>A PAX extended header with these records.</summary>
    public static byte[] Pax(params (string Key, string Value)[] records) => Extension('x', string.Concat(records.Select(record => Record(record.Key, record.Value))));

    /// <summary>A header of an extension with any content.</summary>
    public static byte[] Extension(char type, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        return [.. Header("extension", type, bytes.Length), .. Padded(bytes)];
    }

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    private static string Record(string key, string value)
    {
        var body = Encoding.UTF8.GetByteCount($" {key}={value}\n");
        var length = body + 1;
        while (length != body + length.ToString(CultureInfo.InvariantCulture).Length)
            length++;
        return $"{length} {key}={value}\n";
    }

    private static string Octal(long value, int digits) => Convert.ToString(value, 8).PadLeft(digits, '0') + "\0";
}
