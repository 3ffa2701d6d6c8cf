namespace ImageBuild.Registries.Credentials;

/// <summary>What a run knows about its registries before it looks for logins.</summary>
public sealed record CredentialSearchOptions
{
    /// <summary>Logins the user gave, each for one registry.</summary>
    public IReadOnlyList<ExplicitCredential> Explicit { get; init; } = [];

    /// <summary>
    /// The registries this run delivers to. Variables that name no registry are shown to it where it is one, and to none where they are several.
    /// Empty: they are shown to whatever registry is asked about for pushing.
    /// </summary>
    public IReadOnlyList<string> TargetRegistries { get; init; } = [];

    /// <summary>
    /// The registry the base image comes from. The SDK's PULL variables are shown to it alone.
    /// Null: they are shown to whatever registry is asked about for pulling.
    /// </summary>
    public string? BaseRegistry { get; init; }
}
