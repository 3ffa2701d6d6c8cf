namespace ImageBuild.Debian;

/// <summary>A package as an index, a dpkg database or its own control file describes it.</summary>
internal class PackageDescription
{
    /// <summary>The fields that are read; an index has 70,000 paragraphs with others that nobody asks for.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["Package", "Version", "Architecture", "Multi-Arch", "Pre-Depends", "Depends", "Provides", "Conflicts", "Breaks", "Replaces"];

    // Relationships stay text until somebody asks: of an index's packages a dozen are chosen.
    private readonly string? _preDepends;
    private readonly string? _depends;
    private readonly string? _conflicts;
    private readonly string? _breaks;
    private readonly string? _replaces;
    private readonly Lazy<IReadOnlyList<PackageRelation>> _provides;

    /// <summary>Reads the fields.</summary>
    /// <exception cref="FormatException">There is no name or no usable version.</exception>
    public PackageDescription(ControlParagraph fields)
    {
        Name = fields["Package"] is { Length: > 0 } name ? name : throw new FormatException("A package has no name.");
        Version = DebianVersion.TryParse(fields["Version"] ?? "") ?? throw new FormatException($"The entry of the package '{Name}' is incomplete.");
        Architecture = fields["Architecture"] ?? "";
        IsMultiArchSame = fields["Multi-Arch"] == "same";
        (_preDepends, _depends, _conflicts, _breaks, _replaces) = (fields["Pre-Depends"], fields["Depends"], fields["Conflicts"], fields["Breaks"], fields["Replaces"]);
        var provides = fields["Provides"];
        _provides = new Lazy<IReadOnlyList<PackageRelation>>(() => Flat(provides));
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The version.</summary>
    public DebianVersion Version { get; }

    /// <summary>"amd64", or "all" where the files are the same everywhere.</summary>
    public string Architecture { get; }

    /// <summary>Whether it may be installed for several architectures at once; dpkg then has the architecture in its file names.</summary>
    public bool IsMultiArchSame { get; }

    /// <summary>What it needs: Pre-Depends, then Depends.</summary>
    /// <exception cref="FormatException">A relationship cannot be understood.</exception>
    public IEnumerable<IReadOnlyList<PackageRelation>> Dependencies =>
        PackageRelation.ParseField(_preDepends).Concat(PackageRelation.ParseField(_depends));

    /// <summary>The virtual packages it stands for.</summary>
    /// <exception cref="FormatException">A relationship cannot be understood.</exception>
    public IReadOnlyList<PackageRelation> Provides => _provides.Value;

    /// <summary>What it cannot be beside: Conflicts and Breaks.</summary>
    /// <exception cref="FormatException">A relationship cannot be understood.</exception>
    public IEnumerable<PackageRelation> Exclusions => [.. Flat(_conflicts), .. Flat(_breaks)];

    /// <summary>Whose files it may overwrite.</summary>
    /// <exception cref="FormatException">A relationship cannot be understood.</exception>
    public IEnumerable<PackageRelation> Replaces => Flat(_replaces);

    /// <summary>Whether it satisfies a relation, under its own name or as a virtual package.</summary>
    /// <remarks>Policy 7.5: a bound on the version is met only by a Provides that states a version.</remarks>
    public bool Satisfies(PackageRelation relation) =>
        (Name == relation.Name && relation.Allows(Version))
        || Provides.Any(provided => provided.Name == relation.Name
            && (relation.Version is null || (provided.Version is not null && relation.Allows(provided.Version))));

    /// <summary>"libc6 2.41-12".</summary>
    public override string ToString() => $"{Name} {Version}";

    private static IReadOnlyList<PackageRelation> Flat(string? field) => [.. PackageRelation.ParseField(field).SelectMany(group => group)];
}
