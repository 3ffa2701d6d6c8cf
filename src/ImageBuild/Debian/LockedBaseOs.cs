using System.Text;
using ImageBuild.Content;

namespace ImageBuild.Debian;

/// <summary>The packages of an image's operating system, decided but not yet unpacked.</summary>
/// <param name="Distribution">The identifier of the distribution: "debian:13".</param>
/// <param name="Inputs">What was asked for, as <see cref="BaseOsRequest.Inputs"/> had it.</param>
/// <param name="Sources">The suites the packages were chosen from.</param>
/// <param name="Packages">The packages of the default set, by name in ordinal order; none on a base image.</param>
public sealed record LockedBaseOs(
    string Distribution, Digest Inputs, IReadOnlyList<LockedSource> Sources, IReadOnlyList<LockedPackage> Packages)
{
    /// <summary>The packages added to those, or to the base image, by name in ordinal order. They get a layer of their own, so that the one below stays the same for everybody.</summary>
    public IReadOnlyList<LockedPackage> Added { get; init; } = [];

    /// <summary>What the layer of the default set unpacks to, so that a machine without the packages can find it in a registry; null where nobody assembled it yet.</summary>
    public LockedLayer? Layer { get; init; }

    /// <summary>Names the files that assembling the default set leads to: the same key, the same entries, byte for byte.</summary>
    /// <remarks>The packages' hashes and our own recipe decide; where and when they were found does not.</remarks>
    public Digest Key => KeyOf("base-os", Packages);

    /// <summary>Names the files that the added packages lead to.</summary>
    /// <param name="below">Names what they are laid on.</param>
    /// <param name="wanted">What was asked for; says whose setuid bits stay.</param>
    internal Digest AddedKey(Digest below, IEnumerable<WantedPackage> wanted)
    {
        var setuid = wanted.Where(package => package.KeepSetuid).Select(package => package.Name).Distinct().Order(StringComparer.Ordinal);
        return Digest.Of($"{KeyOf("added packages", Added)}\non {below}\nsetuid {string.Join(' ', setuid)}\n");
    }

    private static Digest KeyOf(string what, IEnumerable<LockedPackage> packages)
    {
        var text = new StringBuilder(what).Append(' ').Append(BaseOsAssembler.RecipeVersion).Append('\n');
        foreach (var package in packages.OrderBy(package => package.Name, StringComparer.Ordinal))
            text.Append(package.Name).Append(' ').Append(package.Sha256).Append('\n');
        return Digest.Of(text.ToString());
    }
}
