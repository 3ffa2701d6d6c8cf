namespace ImageBuild.Inspection.Packages;

/// <summary>Where a package comes from.</summary>
public enum PackageType
{
    /// <summary>A NuGet package.</summary>
    NuGet,

    /// <summary>A shared framework or runtime pack of .NET.</summary>
    Framework,

    /// <summary>A project: the application itself or one it references.</summary>
    Project,

    /// <summary>A package of Debian, Ubuntu and their relatives.</summary>
    Debian,

    /// <summary>A package of Alpine and its relatives.</summary>
    Alpine,
}

/// <summary>How package types are written.</summary>
public static class PackageTypes
{
    /// <summary>The name in JSON documents; where package URLs (purl) have a type, that one.</summary>
    public static string Name(this PackageType type) => type switch
    {
        PackageType.NuGet => "nuget",
        PackageType.Framework => "framework",
        PackageType.Project => "project",
        PackageType.Debian => "deb",
        PackageType.Alpine => "apk",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
