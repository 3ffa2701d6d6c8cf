namespace ImageBuild.Registries;

/// <summary>The services whose limits and words are known. Everything self-hosted is <see cref="Other"/>.</summary>
internal enum RegistryKind
{
    Other,
    DockerHub,
    Google,
    Ecr,
    EcrPublic,
    Azure,
    GitHub,
    GitLab,
    Quay,
}
