using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials;

/// <summary>Looks into the login files and asks the helpers they name.</summary>
/// <remarks>Within a file: the helper named for the registry, else the general helper; then the file's own entry.</remarks>
internal sealed class ConfigFilesPlace(DockerConfigFiles files, CredentialHelper helper) : ICredentialPlace
{
    /// <inheritdoc />
    public async ValueTask<Credential?> FindAsync(CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken)
    {
        foreach (var (name, absent, content) in files.All)
        {
            if (content.Value is not { } config)
                trail.Add(name, absent);
            else if (await FindAsync(config, query, trail, cancellationToken).ConfigureAwait(false) is { } found)
                return found;
        }

        return null;
    }

    private async ValueTask<Credential?> FindAsync(
        DockerConfig config, CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken)
    {
        var entry = config.Entry(query);
        if (await AskHelperAsync(config, entry is not null, query, trail, cancellationToken).ConfigureAwait(false) is { } found)
            return found;
        found = entry is { } pair ? pair.Value.ToCredential(pair.Key, config.Name) : null;
        if (found is null)
            trail.Add(config.Name, entry is null ? "no entry" : "an empty entry");
        return found;
    }

    private async ValueTask<Credential?> AskHelperAsync(
        DockerConfig config, bool hasEntry, CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken)
    {
        var own = config.HelperFor(query);
        if ((own ?? config.CredentialStore) is not { Length: > 0 } name)
            return null;
        try
        {
            foreach (var address in RegistryHosts.ServerAddresses(query.Host))
            {
                if (await helper.GetAsync(name, address, config.Name, trail, cancellationToken).ConfigureAwait(false) is { } found)
                    return found;
            }
        }
        catch (ImageBuildException missing) when (missing.Code == ErrorCodes.CredentialHelperMissing
            && own is null && !hasEntry && query.Purpose == CredentialPurpose.Pull)
        {
            // Development containers inherit "credsStore" from a host whose helper they do not have. docker writes an entry for
            // every registry it logs in to, so without one there was never a login, and a public base image needs none.
            trail.Add(CredentialHelper.Program(name), "not installed");
        }

        return null;
    }
}
