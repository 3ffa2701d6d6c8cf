using System.Text;

namespace ImageBuild.Benchmarks.Tar;

/// <summary>A tar header as it stands in the bytes (POSIX.1-2001, pax), read without any of the libraries that are compared.</summary>
/// <param name="Name">Name and, behind a ustar prefix, '/'.</param>
/// <param name="Type">'0' file, '5' directory, 'x' PAX header of the next entry, 'L' GNU long name of the next entry.</param>
/// <param name="UserName">The owner's name.</param>
/// <param name="GroupName">The group's name.</param>
/// <param name="Content">The bytes behind the header of an 'x' or 'L'; empty for other types.</param>
internal sealed record RawHeader(string Name, char Type, string UserName, string GroupName, string Content)
{
    private const int BlockSize = 512;

    public static IReadOnlyList<RawHeader> ReadAll(ReadOnlySpan<byte> tar)
    {
        var headers = new List<RawHeader>();
        while (tar.Length >= BlockSize && tar[0] != 0)
        {
            var header = tar[..BlockSize];
            var size = Convert.ToInt32(Text(header.Slice(124, 12)).Trim(), 8);
            var type = (char)header[156];
            var prefix = Text(header.Slice(345, 155));
            var name = Text(header[..100]);
            headers.Add(new RawHeader(
                prefix.Length > 0 ? $"{prefix}/{name}" : name,
                type,
                Text(header.Slice(265, 32)),
                Text(header.Slice(297, 32)),
                type is 'x' or 'g' or 'L' ? Encoding.UTF8.GetString(tar.Slice(BlockSize, size)) : ""));
            tar = tar[(BlockSize + ((size + BlockSize - 1) / BlockSize * BlockSize))..];
        }

        return headers;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}
