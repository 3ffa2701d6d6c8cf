using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>A package somebody asks for by name.</summary>
/// <param name="Name">"libgdiplus"; may be virtual.</param>
/// <param name="Version">"6.1+dfsg-1" for exactly that version, "&gt;= 6.1" with an operator of Debian policy 7.1; null for the newest.</param>
public sealed record WantedPackage(string Name, string? Version = null)
{
    /// <summary>Leaves the setuid and setgid bits of the package's files as they are; all others lose them.</summary>
    public bool KeepSetuid { get; init; }

    /// <summary>The same as a relation that packages satisfy.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPackage"/>.</exception>
    internal PackageRelation Relation
    {
        get
        {
            if (!PoolPath.IsPackageName(Name))
                throw ErrorCodes.InvalidPackage.Error($"'{Name}' is not the name of a package.");
            if (Version is null)
                return new PackageRelation(Name, null, null);
            try
            {
                var bound = Version.AsSpan().TrimStart()[0] is '<' or '=' or '>' ? Version : "= " + Version;
                return PackageRelation.ParseField($"{Name} ({bound})")[0][0];
            }
            catch (Exception exception) when (exception is FormatException or IndexOutOfRangeException)
            {
                throw ErrorCodes.InvalidPackage.Error($"'{Version}' is not a version of the package {Name}.", inner: exception);
            }
        }
    }

    /// <summary>"libgdiplus" or "libgdiplus (= 6.1+dfsg-1)".</summary>
    public override string ToString() => Relation.ToString();
}
