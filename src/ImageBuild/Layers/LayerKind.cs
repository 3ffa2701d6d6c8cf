namespace ImageBuild.Layers;

/// <summary>What a layer holds, in the order the layers lie on each other: what changes least is lowest.</summary>
public enum LayerKind
{
    /// <summary>The base operating system.</summary>
    BaseOs,

    /// <summary>A shared framework of .NET: Microsoft.NETCore.App, Microsoft.AspNetCore.App.</summary>
    Framework,

    /// <summary>Files of NuGet packages.</summary>
    Packages,

    /// <summary>Outputs of referenced projects.</summary>
    ProjectReferences,

    /// <summary>The web root: files a browser asks for.</summary>
    StaticWebAssets,

    /// <summary>The application itself.</summary>
    App,

    /// <summary>What is often changed without a new build: appsettings files and files the user added.</summary>
    Configuration,
}

/// <summary>How layer kinds are written and packed.</summary>
public static class LayerKinds
{
    /// <summary>Whether other builds are likely to have made the very same layer.</summary>
    public static bool IsShared(this LayerKind kind) => kind is LayerKind.BaseOs or LayerKind.Framework or LayerKind.Packages;

    /// <summary>The name in result files and annotations.</summary>
    public static string Name(this LayerKind kind) => kind switch
    {
        LayerKind.BaseOs => "base-os",
        LayerKind.Framework => "framework",
        LayerKind.Packages => "packages",
        LayerKind.ProjectReferences => "project-references",
        LayerKind.StaticWebAssets => "static-web-assets",
        LayerKind.App => "app",
        LayerKind.Configuration => "configuration",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
