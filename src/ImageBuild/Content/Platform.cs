using ImageBuild.Diagnostics;

namespace ImageBuild.Content;

/// <summary>What an image runs on, in the terms of the OCI image index.</summary>
/// <param name="OperatingSystem">GOOS: "linux".</param>
/// <param name="Architecture">GOARCH: "amd64", "arm64", "arm".</param>
/// <param name="Variant">"v7" for arm, "v8" where an index states it for arm64, else null.</param>
public sealed record Platform(string OperatingSystem, string Architecture, string? Variant = null)
{
    /// <summary>The platform of a .NET runtime identifier such as "linux-x64".</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.UnsupportedRuntimeIdentifier"/>.</exception>
    public static Platform FromRuntimeIdentifier(string runtimeIdentifier) => runtimeIdentifier switch
    {
        "linux-x64" or "linux-musl-x64" => new("linux", "amd64"),
        "linux-arm64" or "linux-musl-arm64" => new("linux", "arm64"),
        "linux-arm" or "linux-musl-arm" => new("linux", "arm", "v7"),
        _ => throw ErrorCodes.UnsupportedRuntimeIdentifier.Error($"There is no image platform for the runtime identifier '{runtimeIdentifier}'."),
    };

    /// <summary>Reads "linux/amd64" or "linux/arm/v7".</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidValue"/>.</exception>
    public static Platform Parse(string text) => text.Split('/') switch
    {
        [{ Length: > 0 } system, { Length: > 0 } architecture] => new(system, architecture),
        [{ Length: > 0 } system, { Length: > 0 } architecture, { Length: > 0 } variant] => new(system, architecture, variant),
        _ => throw ErrorCodes.InvalidValue.Error($"'{text}' is not a platform.", "Write it as linux/amd64, linux/arm64 or linux/arm/v7."),
    };

    /// <summary>Whether this suits whoever wants that one. "arm64" and "arm64/v8" are the same; any other variant counts where both state one.</summary>
    public bool Satisfies(Platform wanted) =>
        OperatingSystem == wanted.OperatingSystem
        && Architecture == wanted.Architecture
        && (Variant is null || wanted.Variant is null || Variant == wanted.Variant);

    /// <summary>"linux/amd64" or "linux/arm/v7".</summary>
    public override string ToString() => Variant is null ? $"{OperatingSystem}/{Architecture}" : $"{OperatingSystem}/{Architecture}/{Variant}";
}
