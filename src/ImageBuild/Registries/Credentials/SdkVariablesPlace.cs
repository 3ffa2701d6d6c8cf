namespace ImageBuild.Registries.Credentials;

/// <summary>The variables of the .NET SDK's container support.</summary>
/// <remarks>
/// The SDK's rule: pushing takes the PUSH pair, then the general one, then the general one under its old name; pulling a base
/// image takes the PULL pair only. So the general pair is never shown to the registry a base image comes from.
/// </remarks>
internal sealed class SdkVariablesPlace(CredentialEnvironment environment, string? targetRegistry, string? baseRegistry) : ICredentialPlace
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
        var (pairs, only) = query.Purpose == CredentialPurpose.Push ? (ForPush, targetRegistry) : (ForPull, baseRegistry);
        if (only is not null && only != query.Host)
        {
            trail.Add("DOTNET_CONTAINER_* variables", $"meant for '{only}'");
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
