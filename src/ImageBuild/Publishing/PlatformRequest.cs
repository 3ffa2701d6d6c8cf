using ImageBuild.Content;
using ImageBuild.Layers;

namespace ImageBuild.Publishing;

/// <summary>What one platform's image holds and does.</summary>
public sealed record PlatformRequest
{
    /// <summary>"linux-x64".</summary>
    public required string RuntimeIdentifier { get; init; }

    /// <summary>What the image stands on.</summary>
    public required BaseRequest Base { get; init; }

    /// <summary>The files of the application, each with its path in the image.</summary>
    public required IReadOnlyList<AppFile> Files { get; init; }

    /// <summary>Folders the application may write to.</summary>
    public IReadOnlyList<ImageFolder> Folders { get; init; } = [];

    /// <summary>What runs, as whom, with which settings.</summary>
    public required ExecutionRequest Execution { get; init; }

    /// <summary>The platform of <see cref="RuntimeIdentifier"/>.</summary>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.UnsupportedRuntimeIdentifier"/>.</exception>
    public Platform Platform => Platform.FromRuntimeIdentifier(RuntimeIdentifier);
}
