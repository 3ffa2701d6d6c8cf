namespace ImageBuild.Registries.Credentials;

/// <summary>The variables of the .NET SDK's container support. None of them names a registry.</summary>
/// <remarks>
/// The SDK's rule: pushing takes the PUSH pair, then the general one, then the general one under its old name; pulling a base
/// image takes the PULL pair only. So the general pair is never shown to the registry a base image comes from.
/// </remarks>
internal sealed class SdkVariablesPlace(CredentialEnvironment environment, IReadOnlyList<string> targetRegistries, IReadOnlyList<string> baseRegistries) : ICredentialPlace
{
    private static readonly VariablePair[] ForPush =
    [
        new("DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"),
        new("DOTNET_CONTAINER_REGISTRY_UNAME", "DOTNET_CONTAINER_REGISTRY_PWORD"),
        new("SDK_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_PWORD"),
    ];

    private static readonly VariablePair[] ForPull =
    [
        new("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", "DOTNET_CONTAINER_PULL_REGISTRY_PWORD"),
    ];

    /// <inheritdoc />
    public ValueTask<Credential?> FindAsync(CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken)
    {
        var (pairs, registries) = query.Purpose == CredentialPurpose.Push ? (ForPush, targetRegistries) : (ForPull, baseRegistries);
        if (NamelessLogin.Objection(registries, query.Host) is { } objection)
        {
            trail.Add("DOTNET_CONTAINER_* variables", objection);
            return new((Credential?)null);
        }

        foreach (var pair in pairs)
        {
            if (pair.Read(environment, trail) is { } found)
                return new(found);
        }

        return new((Credential?)null);
    }
}
