using ImageBuild.Content;

namespace ImageBuild.Registries;

/// <summary>A blob that lies in a registry, so that a push to the same registry can link it instead of sending it.</summary>
public interface IRegistryBlob : IBlob
{
    /// <summary>The registry, normalised.</summary>
    string Registry { get; }

    /// <summary>The repository that has it.</summary>
    string Repository { get; }
}
