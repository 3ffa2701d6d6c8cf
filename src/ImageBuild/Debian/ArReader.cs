using System.Globalization;
using System.Text;

namespace ImageBuild.Debian;

/// <summary>Lists the members of an ar archive, the outer format of a .deb.</summary>
/// <remarks>ar(5), common variant: a magic line, then per member a header of 60 bytes, the bytes, and padding to an even length.</remarks>
internal static class ArReader
{
    private const int HeaderLength = 60;
    private const int MemberLimit = 64;

    /// <summary>Lists the members.</summary>
    /// <param name="archive">The archive, seekable, from its start.</param>
    /// <exception cref="FormatException">It is not an ar archive, or a member reaches beyond its end.</exception>
    public static IReadOnlyList<ArMember> List(Stream archive)
    {
        Span<byte> magic = stackalloc byte[8];
        if (archive.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.SequenceEqual("!<arch>\n"u8))
            throw new FormatException("it does not begin as an ar archive");

        var members = new List<ArMember>();
        Span<byte> header = stackalloc byte[HeaderLength];
        while (archive.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) is > 0 and var read)
        {
            if (read < HeaderLength || header[58] != (byte)'`' || header[59] != (byte)'\n')
                throw new FormatException("a member has no complete header");
            var name = Encoding.ASCII.GetString(header[..16]).TrimEnd(' ').TrimEnd('/');
            var sizeText = Encoding.ASCII.GetString(header[48..58]).Trim(' ');
            if (name.Length == 0 || !long.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                throw new FormatException("a member has no name or no size");
            if (size > archive.Length - archive.Position)
                throw new FormatException($"it ends within its member {name}");
            if (members.Count == MemberLimit)
                throw new FormatException($"it has more than {MemberLimit} members");
            members.Add(new ArMember(name, archive.Position, size));
            archive.Position = Math.Min(archive.Length, archive.Position + size + (size & 1));
        }

        return members;
    }
}
