namespace ImageBuild.Registries.Credentials;

/// <summary>A place where docker or podman keep logins.</summary>
/// <param name="Name">The path or the environment variable.</param>
/// <param name="Absent">What it means when there is no content.</param>
/// <param name="Content">Read when its turn comes; null for none.</param>
internal sealed record DockerConfigPlace(string Name, string Absent, Lazy<DockerConfig?> Content);
