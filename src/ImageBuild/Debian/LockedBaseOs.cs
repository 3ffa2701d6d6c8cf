using System.Text;
using System.Text.Json.Serialization;
using ImageBuild.Content;

namespace ImageBuild.Debian;

/// <summary>A base operating system that is decided but not yet assembled.</summary>
/// <param name="Distribution">The identifier of the distribution: "debian:13".</param>
/// <param name="Inputs">What was asked for, as <see cref="BaseOsRequest.Inputs"/> had it.</param>
/// <param name="Sources">The suites the packages were chosen from.</param>
/// <param name="Packages">The packages, by name in ordinal order.</param>
public sealed record LockedBaseOs(
    string Distribution, Digest Inputs, IReadOnlyList<LockedSource> Sources, IReadOnlyList<LockedPackage> Packages)
{
    /// <summary>Names the files that assembling leads to: the same key, the same entries, byte for byte.</summary>
    /// <remarks>The packages' hashes and our own recipe decide; where and when they were found does not.</remarks>
    [JsonIgnore]
    public Digest Key
    {
        get
        {
            var text = new StringBuilder("base-os ").Append(BaseOsAssembler.RecipeVersion).Append('\n');
            foreach (var package in Packages.OrderBy(package => package.Name, StringComparer.Ordinal))
                text.Append(package.Name).Append(' ').Append(package.Sha256).Append('\n');
            return Digest.Of(text.ToString());
        }
    }
}
