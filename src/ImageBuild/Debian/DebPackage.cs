using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>An unpacked package.</summary>
/// <param name="Description">What its control file says.</param>
/// <param name="Control">Its control file, as it is.</param>
/// <param name="Md5Sums">Its md5sums file, one line per file; empty for none.</param>
/// <param name="Entries">Its files in the order of the package; parents need not come first.</param>
internal sealed record DebPackage(PackageDescription Description, string Control, string Md5Sums, IReadOnlyList<TarEntry> Entries)
{
    /// <summary>Its installation scripts, "triggers", "conffiles" and the like by name. They are read, never run.</summary>
    public IReadOnlyDictionary<string, string> Scripts { get; init; } = new Dictionary<string, string>();
}
