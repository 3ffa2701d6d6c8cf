using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Which packages of an operating system are wanted. Nothing in it depends on the machine.</summary>
/// <param name="Distribution">The distribution to assemble a base from; null where the base is an image.</param>
/// <param name="Platform">What the image runs on.</param>
public sealed record BaseOsRequest(Distribution? Distribution, Platform Platform)
{
    /// <summary>The manifest of the base image that packages are added to; null where the base is assembled.</summary>
    public Digest? BaseImage { get; init; }

    /// <summary>Whether the application runs with invariant globalization and so needs no ICU.</summary>
    public bool InvariantGlobalization { get; init; }

    /// <summary>Packages to add to the default set or to the base image.</summary>
    public IReadOnlyList<WantedPackage> AdditionalPackages { get; init; } = [];

    /// <summary>Suites beside the distribution's that were named, with their components: "stable main". The mirror is nobody's business.</summary>
    public IReadOnlyList<string> AdditionalSuites { get; init; } = [];

    /// <summary>Debian's name of the architecture: "amd64".</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.UnsupportedDistribution"/>.</exception>
    public string Architecture => Debian.Distribution.ArchitectureOf(Platform);

    /// <summary>The default set asked for, before dependencies; sorted, without repetition; empty on a base image.</summary>
    public IReadOnlyList<string> Roots => Distribution is null
        ? []
        : [.. BasePackages.For(Distribution, InvariantGlobalization).Select(package => package.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Names this question: a lock made for another one is stale.</summary>
    public Digest Inputs
    {
        get
        {
            var text = new StringBuilder("resolution ").Append(BaseOsResolver.RulesVersion).Append('\n')
                .Append(Distribution?.Id ?? $"on {BaseImage}").Append(' ').Append(Architecture).Append('\n');
            foreach (var root in Roots)
                text.Append(root).Append('\n');
            foreach (var package in AdditionalPackages.Select(package => package.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                text.Append("added ").Append(package).Append('\n');
            foreach (var suite in AdditionalSuites.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                text.Append("suite ").Append(suite).Append('\n');
            return Digest.Of(text.ToString());
        }
    }

    /// <summary>This request with the suites of sources that are not the distribution's.</summary>
    internal static IReadOnlyList<string> SuitesBeside(Distribution? distribution, IEnumerable<PackageSource> named) =>
    [
        .. from source in named
           from suite in source.Suites
           where distribution is null || distribution.Suites.All(known => known.Name != suite)
           select $"{suite} {string.Join(' ', source.Components)}",
    ];
}
