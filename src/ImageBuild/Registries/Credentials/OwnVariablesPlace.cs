namespace ImageBuild.Registries.Credentials;

/// <summary>IMAGEBUILD_REGISTRY_HOST_USER and _PASSWORD for one registry; without a host for the one registry the run works on.</summary>
internal sealed class OwnVariablesPlace(CredentialEnvironment environment, IReadOnlyList<string> targetRegistries) : ICredentialPlace
{
    private const string Prefix = "IMAGEBUILD_REGISTRY_";

    private static readonly VariablePair WithoutHost = new($"{Prefix}USER", $"{Prefix}PASSWORD");

    /// <inheritdoc />
    public ValueTask<Credential?> FindAsync(CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken)
    {
        var host = Prefix + RegistryHosts.VariablePart(query.Host);
        var found = new VariablePair($"{host}_USER", $"{host}_PASSWORD").Read(environment, trail);
        if (found is not null)
            return new(found);
        // Where the run says which registry it works on, reading from it is fine too; otherwise only the purpose tells, and a
        // base image's registry must never see this login.
        if (targetRegistries.Count == 0 && query.Purpose != CredentialPurpose.Push)
            return new((Credential?)null);
        if (NamelessLogin.Objection(targetRegistries, query.Host) is not { } objection)
            return new(WithoutHost.Read(environment, trail));
        if (targetRegistries.Contains(query.Host))
            trail.Add(WithoutHost.ToString(), objection);
        return new((Credential?)null);
    }
}
