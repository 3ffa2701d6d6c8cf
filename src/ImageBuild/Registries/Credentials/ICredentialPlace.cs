namespace ImageBuild.Registries.Credentials;

/// <summary>One step of the search.</summary>
internal interface ICredentialPlace
{
    /// <summary>Looks here, and writes down where it looked and why it found nothing.</summary>
    ValueTask<Credential?> FindAsync(CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken);
}
