using Cake.Core.IO;

namespace ImageBuild.Cake;

/// <summary>How a project is published as an image. What is not set follows from the project.</summary>
public sealed class PublishImageSettings
{
    /// <summary>The configuration; Release by default.</summary>
    public string? Configuration { get; set; }

    /// <summary>The image's name without registry and tag.</summary>
    public string? Repository { get; set; }

    /// <summary>The tags; "latest" by default.</summary>
    public ICollection<string> Tags { get; } = [];

    /// <summary>The registry to push to; without it the image becomes an OCI layout.</summary>
    public string? Registry { get; set; }

    /// <summary>The folder of an OCI layout to write.</summary>
    public DirectoryPath? Layout { get; set; }

    /// <summary>The runtime identifier, such as linux-x64.</summary>
    public string? Runtime { get; set; }

    /// <summary>More MSBuild properties, such as ContainerUser.</summary>
    public IDictionary<string, string> Properties { get; } = new Dictionary<string, string>();

    internal IEnumerable<KeyValuePair<string, string>> All()
    {
        (string Name, string? Value)[] own =
        [
            ("Configuration", Configuration),
            ("ContainerRepository", Repository),
            ("ContainerImageTags", Tags.Count > 0 ? string.Join(';', Tags) : null),
            ("ContainerRegistry", Registry),
            ("ContainerLayoutPath", Layout?.FullPath),
            ("RuntimeIdentifier", Runtime),
        ];
        return own.Where(property => property.Value is not null).Select(property => KeyValuePair.Create(property.Name, property.Value!)).Concat(Properties);
    }
}
