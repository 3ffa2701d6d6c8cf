using ImageBuild.Content;

namespace ImageBuild.Registries;

/// <summary>A blob that has to be in the repository before the manifests.</summary>
/// <param name="Blob">The bytes.</param>
/// <param name="MountFrom">A repository of the same registry that has it; null where none is known.</param>
/// <param name="Known">Whether it is taken for present without asking, because the repository holds a manifest that names it.</param>
public sealed record PlannedBlob(IBlob Blob, string? MountFrom, bool Known)
{
    /// <summary>Whether <see cref="MountFrom"/> gets the blob by an earlier part of the same <see cref="PushBatch"/>, which is waited for.</summary>
    public bool AfterMountFrom { get; init; }
}
