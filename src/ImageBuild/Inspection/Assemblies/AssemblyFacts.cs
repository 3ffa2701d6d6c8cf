using ImageBuild.Content;

namespace ImageBuild.Inspection.Assemblies;

/// <summary>What a .NET assembly, or a portable symbol file, says of itself and of how it was built.</summary>
/// <remarks>The digests leave out what says only where and when it was built, so that two builds of one source can be told from two sources.</remarks>
public sealed record AssemblyFacts
{
    /// <summary>The simple name; null for symbol files and modules.</summary>
    public string? Name { get; init; }

    /// <summary>The assembly version; null for symbol files and modules.</summary>
    public Version? Version { get; init; }

    /// <summary>The module version id: the compiler makes a new one for every different output. Null for symbol files.</summary>
    public Guid? ModuleVersionId { get; init; }

    /// <summary>Attributes of the assembly whose arguments are texts: "AssemblyInformationalVersion", "AssemblyMetadata(BuildDate)", sorted by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>Whether the compiler marked the file as one that the same input gives again (/deterministic).</summary>
    public bool IsDeterministic { get; init; }

    /// <summary>The link time in the header, UTC; null where the file is deterministic and the field is a hash.</summary>
    public DateTimeOffset? CompiledAt { get; init; }

    /// <summary>Where the symbol file was when the compiler wrote it; null for none.</summary>
    public string? SymbolPath { get; init; }

    /// <summary>What binds an assembly and its symbol file; null for none.</summary>
    public string? SymbolId { get; init; }

    /// <summary>The source files, from the symbol file or symbols embedded in the assembly.</summary>
    public IReadOnlyList<SourceFile> Sources { get; init; } = [];

    /// <summary>Texts in the code that name source files, as [CallerFilePath] puts them there.</summary>
    public IReadOnlyList<string> EmbeddedPaths { get; init; } = [];

    /// <summary>Whether native code was compiled into it beforehand (PublishReadyToRun).</summary>
    public bool IsReadyToRun { get; init; }

    /// <summary>Whether it has an Authenticode signature.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Method bodies, the texts and the constant data they use; null for symbol files.</summary>
    public Digest? Code { get; init; }

    /// <summary>Types, members and references, without the module version id, versions, <see cref="Attributes"/> and addresses; null for symbol files.</summary>
    public Digest? Metadata { get; init; }

    /// <summary>Embedded resources; null for none.</summary>
    public Digest? Resources { get; init; }
}
