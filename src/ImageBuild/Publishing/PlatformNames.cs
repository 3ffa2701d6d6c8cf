using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Publishing;

/// <summary>Platforms by the names .NET has for them.</summary>
public static class PlatformNames
{
    /// <summary>The runtime identifier of a platform: "linux-x64" for "linux/amd64".</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.UnsupportedRuntimeIdentifier"/>.</exception>
    public static string RuntimeIdentifierOf(Platform platform) => (platform.OperatingSystem, platform.Architecture) switch
    {
        ("linux", "amd64") => "linux-x64",
        ("linux", "arm64") => "linux-arm64",
        ("linux", "arm") => "linux-arm",
        _ => throw ErrorCodes.UnsupportedRuntimeIdentifier.Error($"Images for {platform} are not made.", "Choose linux/amd64, linux/arm64 or linux/arm/v7."),
    };
}
