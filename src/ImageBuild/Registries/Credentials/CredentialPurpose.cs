namespace ImageBuild.Registries.Credentials;

/// <summary>What a login is for. Credentials for pushing are never shown to the registry a base image comes from.</summary>
public enum CredentialPurpose
{
    /// <summary>Reading.</summary>
    Pull,

    /// <summary>Reading and writing.</summary>
    Push,
}
