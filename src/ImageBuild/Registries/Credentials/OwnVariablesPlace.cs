namespace ImageBuild.Registries.Credentials;

/// <summary>IMAGEBUILD_REGISTRY_HOST_USER and _PASSWORD for one registry; without a host for the registry that is pushed to.</summary>
internal sealed class OwnVariablesPlace(CredentialEnvironment environment, string? targetRegistry) : ICredentialPlace
{
    private const string Prefix = "IMAGEBUILD_REGISTRY_";

    private static readonly VariablePair WithoutHost = new($"{Prefix}USER", $"{Prefix}PASSWORD");

    /// <inheritdoc />
    public ValueTask<Credential?> FindAsync(CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken)
    {
        var host = Prefix + RegistryHosts.VariablePart(query.Host);
        var found = new VariablePair($"{host}_USER", $"{host}_PASSWORD").Read(environment, trail);
        if (found is null && MayUseWithoutHost(query))
            found = WithoutHost.Read(environment, trail);
        return new(found);
    }

    /// <remarks>
    /// A login that names no registry belongs to the push target. Where the host said which registry that is, reading from
    /// it is fine too; otherwise only the purpose tells, and a base image's registry must never see this login.
    /// </remarks>
    private bool MayUseWithoutHost(CredentialQuery query) =>
        targetRegistry is null ? query.Purpose == CredentialPurpose.Push : targetRegistry == query.Host;
}
