namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>GitLab: with two scopes for a repository the last one wins. The profile checks that nobody sends two.</summary>
internal sealed class GitLabProfile() : SimulatedRegistry("registry.gitlab.com");
