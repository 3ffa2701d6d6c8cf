namespace ImageBuild.Registries.Credentials;

/// <summary>A place where a login for a registry may be found.</summary>
public interface ICredentialSource
{
    /// <summary>Looks for a login.</summary>
    /// <param name="host">The registry as the user wrote it, host and optional port: "docker.io", "localhost:5000".</param>
    /// <param name="repository">The repository, for keys that name a namespace ("host/team"); empty where no repository is meant.</param>
    /// <param name="purpose">What the login is for.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The login, or null where this source has none.</returns>
    /// <exception cref="Diagnostics.ImageBuildException">The source names a login but it cannot be read: a missing helper, a damaged file.</exception>
    ValueTask<Credential?> FindAsync(string host, string repository, CredentialPurpose purpose, CancellationToken cancellationToken);
}
