using ImageBuild.Inspection.Assemblies;
using ImageBuild.Inspection.Layers;
using ImageBuild.Inspection.Packages;

namespace ImageBuild.Inspection.Comparing;

/// <summary>What became of something between two images.</summary>
public enum Difference
{
    /// <summary>It is there before and after, and nothing differs.</summary>
    Same,

    /// <summary>It is there before and after, and something differs.</summary>
    Changed,

    /// <summary>It is there only afterwards.</summary>
    Added,

    /// <summary>It was there only before.</summary>
    Removed,

    /// <summary>It is the same at another place: a layer further up or down, a file or package in another layer.</summary>
    Moved,

    /// <summary>The same content packed in another way: another digest, and the same diffID.</summary>
    Repacked,
}

/// <summary>What differs in a file.</summary>
[Flags]
public enum FileAspects
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is of another type, such as a link in place of a file.</summary>
    Type = 1,

    /// <summary>The content.</summary>
    Content = 2,

    /// <summary>The permission bits.</summary>
    Mode = 4,

    /// <summary>User or group.</summary>
    Owner = 8,

    /// <summary>The time of the last change.</summary>
    Time = 16,

    /// <summary>Where a link leads.</summary>
    Link = 32,
}

/// <summary>A file that differs.</summary>
/// <param name="Path">Relative to the root; "" is the root itself.</param>
/// <param name="Difference">Never <see cref="Difference.Same"/> or <see cref="Difference.Repacked"/>.</param>
/// <param name="Aspects">What differs; <see cref="FileAspects.None"/> unless it changed.</param>
/// <param name="Before">As it was; null for an added one.</param>
/// <param name="After">As it is; null for a removed one.</param>
/// <param name="Package">Whose it is; null for none.</param>
public sealed record FileChange(
    string Path, Difference Difference, FileAspects Aspects, LayerEntry? Before, LayerEntry? After, PackageIdentity? Package)
{
    /// <summary>The entry as it is, or as it was where it is gone.</summary>
    public LayerEntry Entry => After ?? Before!;

    /// <summary>What differs inside, where both are assemblies or symbol files; null otherwise.</summary>
    public AssemblyChange? Assembly { get; init; }
}
