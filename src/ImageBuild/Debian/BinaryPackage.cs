using System.Globalization;
using ImageBuild.Content;

namespace ImageBuild.Debian;

/// <summary>A package that an index offers.</summary>
internal sealed class BinaryPackage : PackageDescription
{
    private static readonly HashSet<string> IndexFields = new([.. Fields, "Filename", "Size", "SHA256"], StringComparer.OrdinalIgnoreCase);

    private BinaryPackage(ControlParagraph fields, string path, Digest digest, long size, string suite)
        : base(fields) => (Path, Digest, Size, Suite) = (path, digest, size, suite);

    /// <summary>Where the file is, relative to the archive: "pool/main/…".</summary>
    public string Path { get; }

    /// <summary>The hash of the .deb.</summary>
    public Digest Digest { get; }

    /// <summary>The length of the .deb in bytes.</summary>
    public long Size { get; }

    /// <summary>The suite whose index this is from.</summary>
    public string Suite { get; }

    /// <summary>Reads a Packages index.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="suite">The suite it belongs to.</param>
    /// <param name="architecture">Packages of other architectures are skipped.</param>
    /// <exception cref="FormatException">The index breaks the syntax, or a package has no usable version, hash, size or path.</exception>
    public static IEnumerable<BinaryPackage> ReadIndex(TextReader reader, string suite, string architecture)
    {
        foreach (var fields in ControlParagraph.ReadAll(reader, IndexFields))
        {
            if (fields["Architecture"] is not { } its || (its != "all" && its != architecture))
                continue;
            if (!Digest.TryFromHex(fields["SHA256"], out var digest)
                || !long.TryParse(fields["Size"], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                || !PoolPath.IsSafe(fields["Filename"]))
            {
                throw new FormatException($"The entry of the package '{fields["Package"]}' is incomplete.");
            }

            yield return new BinaryPackage(fields, fields["Filename"]!, digest, size, suite);
        }
    }
}
