using ImageBuild.Content;

namespace ImageBuild.Debian;

/// <summary>A package as an index describes it.</summary>
internal sealed class BinaryPackage
{
    private static readonly HashSet<string> IndexFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "Package", "Version", "Architecture", "Filename", "Size", "SHA256",
        "Pre-Depends", "Depends", "Provides", "Conflicts", "Breaks",
    };

    // Relationships stay text until somebody asks: an index has 70,000 packages, of which a dozen are chosen.
    private readonly string? _preDepends;
    private readonly string? _depends;
    private readonly string? _provides;
    private readonly string? _conflicts;
    private readonly string? _breaks;

    private BinaryPackage(ControlParagraph fields, DebianVersion version, string architecture, Digest digest, long size, string suite)
    {
        Name = fields["Package"]!;
        Version = version;
        Architecture = architecture;
        Path = fields["Filename"]!;
        Digest = digest;
        Size = size;
        Suite = suite;
        _preDepends = fields["Pre-Depends"];
        _depends = fields["Depends"];
        _provides = fields["Provides"];
        _conflicts = fields["Conflicts"];
        _breaks = fields["Breaks"];
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The version.</summary>
    public DebianVersion Version { get; }

    /// <summary>"amd64", or "all" where the files are the same everywhere.</summary>
    public string Architecture { get; }

    /// <summary>Where the file is, relative to the archive: "pool/main/…".</summary>
    public string Path { get; }

    /// <summary>The hash of the .deb.</summary>
    public Digest Digest { get; }

    /// <summary>The length of the .deb in bytes.</summary>
    public long Size { get; }

    /// <summary>The suite whose index this is from.</summary>
    public string Suite { get; }

    /// <summary>What it needs: Pre-Depends, then Depends.</summary>
    /// <exception cref="FormatException">A relationship cannot be understood.</exception>
    public IEnumerable<IReadOnlyList<PackageRelation>> Dependencies =>
        PackageRelation.ParseField(_preDepends).Concat(PackageRelation.ParseField(_depends));

    /// <summary>The virtual packages it stands for.</summary>
    /// <exception cref="FormatException">A relationship cannot be understood.</exception>
    public IEnumerable<PackageRelation> Provides => PackageRelation.ParseField(_provides).SelectMany(group => group);

    /// <summary>What it cannot be beside: Conflicts and Breaks.</summary>
    /// <exception cref="FormatException">A relationship cannot be understood.</exception>
    public IEnumerable<PackageRelation> Exclusions =>
        PackageRelation.ParseField(_conflicts).Concat(PackageRelation.ParseField(_breaks)).SelectMany(group => group);

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
            if (fields["Package"] is not { Length: > 0 } name
                || DebianVersion.TryParse(fields["Version"] ?? "") is not { } version
                || !Digest.TryFromHex(fields["SHA256"], out var digest)
                || !long.TryParse(fields["Size"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var size)
                || !PoolPath.IsSafe(fields["Filename"]))
            {
                throw new FormatException($"The entry of the package '{fields["Package"]}' is incomplete.");
            }

            yield return new BinaryPackage(fields, version, its == architecture ? architecture : "all", digest, size, suite);
        }
    }
}
