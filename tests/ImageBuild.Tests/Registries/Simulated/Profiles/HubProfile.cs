namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Docker Hub answers at another host than the one people write.</summary>
internal sealed class HubProfile() : SimulatedRegistry("registry-1.docker.io");
