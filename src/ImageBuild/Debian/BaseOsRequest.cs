using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Which base operating system is wanted. Nothing in it depends on the machine.</summary>
/// <param name="Distribution">The distribution.</param>
/// <param name="Platform">What the image runs on.</param>
public sealed record BaseOsRequest(Distribution Distribution, Platform Platform)
{
    /// <summary>Whether the application runs with invariant globalization and so needs no ICU.</summary>
    public bool InvariantGlobalization { get; init; }

    /// <summary>Packages beside the default set, by name.</summary>
    public IReadOnlyList<string> AdditionalPackages { get; init; } = [];

    /// <summary>Debian's name of the architecture: "amd64".</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.UnsupportedDistribution"/>.</exception>
    public string Architecture => Distribution.ArchitectureOf(Platform);

    /// <summary>The packages asked for, before dependencies; sorted, without repetition.</summary>
    public IReadOnlyList<string> Roots =>
    [
        .. BasePackages.For(Distribution, InvariantGlobalization).Select(package => package.Name)
            .Concat(AdditionalPackages).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Names this question: a lock made for another one is stale.</summary>
    public Digest Inputs
    {
        get
        {
            var text = new StringBuilder("resolution ").Append(BaseOsResolver.RulesVersion).Append('\n')
                .Append(Distribution.Id).Append(' ').Append(Architecture).Append('\n');
            foreach (var root in Roots)
                text.Append(root).Append('\n');
            return Digest.Of(text.ToString());
        }
    }
}
