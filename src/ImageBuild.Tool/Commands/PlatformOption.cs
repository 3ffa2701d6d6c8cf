using System.CommandLine;
using ImageBuild.Content;

namespace ImageBuild.Tool.Commands;

/// <summary><c>--platform linux/arm64</c>, the same for every command that has it.</summary>
internal static class PlatformOption
{
    public static Option<string?> Create() => new("--platform") { Description = "Only the image for this platform, such as linux/arm64; all of them by default." };

    /// <exception cref="Diagnostics.ImageBuildException">It is not a platform.</exception>
    public static Platform? Parse(string? value) => value is null ? null : Platform.Parse(value);
}
