namespace ImageBuild.Registries.Authentication;

/// <summary>What is sent in Authorization and how it came about.</summary>
/// <param name="Header">The value; null to send none.</param>
/// <param name="Login">Whose it is, for messages; null for nobody's.</param>
internal sealed record RegistryAuthorization(string? Header, string? Login)
{
    public static RegistryAuthorization None { get; } = new(null, null);

    /// <summary>The token in the header; null for Basic and for none.</summary>
    public Token? Token { get; init; }

    /// <summary>What the token was asked for.</summary>
    public ScopeSet? Scopes { get; init; }

    /// <summary>Whether this request had already been answered by waiting for clocks to agree.</summary>
    public bool Waited { get; init; }

    /// <summary>Whether scopes named by a refusal were added already.</summary>
    public bool Extended { get; init; }

    public override string ToString() => Login ?? "anonymous";
}
