namespace ImageBuild.Registries.Credentials;

/// <summary>Logins given by options.</summary>
internal sealed class ExplicitPlace(IReadOnlyList<ExplicitCredential> credentials) : ICredentialPlace
{
    /// <inheritdoc />
    public ValueTask<Credential?> FindAsync(CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken)
    {
        var found = credentials.FirstOrDefault(given => RegistryHosts.Normalize(given.Host) == query.Host);
        if (found is null && credentials.Count > 0)
            trail.Add("options", "given for another registry");
        return new(found?.Credential);
    }
}
