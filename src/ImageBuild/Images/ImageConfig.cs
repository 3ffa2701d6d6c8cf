using System.Text.Json;
using ImageBuild.Content;

namespace ImageBuild.Images;

/// <summary>An image configuration (OCI image-spec, config.md).</summary>
/// <remarks>Immutable; what this type does not know of a base image's configuration is kept in <see cref="Unknown"/> and <see cref="UnknownExecution"/>.</remarks>
public sealed record ImageConfig
{
    /// <summary>What the image runs on.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The image's date in UTC; null leaves it out.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Who made the image; null leaves it out.</summary>
    public string? Author { get; init; }

    /// <summary>"user", "uid", "user:group"; null for root.</summary>
    public string? User { get; init; }

    /// <summary>The working directory; null for "/".</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables in order; names are unique.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>The program and its fixed arguments.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Default arguments, which the one who starts the container may replace.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>"8080/tcp", sorted by number, then protocol.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Mount points for volumes, sorted.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>The signal that ends the container; null for the default.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Labels, sorted by key when written.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The digests of the uncompressed layers, lowest first.</summary>
    public IReadOnlyList<Digest> DiffIds { get; init; } = [];

    /// <summary>How the layers came about.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>Members of the document this type has no property for, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Unknown { get; init; } = [];

    /// <summary>Members of "config" this type has no property for, in their order (a health check, for example).</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> UnknownExecution { get; init; } = [];
}
