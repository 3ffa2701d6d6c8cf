using ImageBuild.Content;
using ImageBuild.Inspection;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Tool;

/// <summary>Opens an image to look at it, wherever it is.</summary>
internal static class SourceAccess
{
    /// <summary>Access to the registry a location is in, or to none. A login that names no registry is for that one.</summary>
    public static RegistryAccess To(ImageLocation location, ConsoleLog log) => TransferAccess.Create(Environment.GetEnvironmentVariable, location, [], log);

    /// <exception cref="Diagnostics.ImageBuildException">It is not there, or not for the platform.</exception>
    public static async Task<TransferSource> OpenAsync(RegistryAccess access, ImageLocation location, Platform? platform, CancellationToken cancellationToken)
    {
        var source = await TransferSource.OpenAsync(location, access.Clients, cancellationToken).ConfigureAwait(false);
        return platform is null ? source : await source.ForPlatformAsync(platform, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens an image to look into it.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">It is not there, not for the platform, or no image.</exception>
    public static async Task<InspectionTarget> ReadAsync(RegistryAccess access, ImageLocation location, Platform? platform, CancellationToken cancellationToken) =>
        await InspectionTarget.ReadAsync(await OpenAsync(access, location, platform, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
}
