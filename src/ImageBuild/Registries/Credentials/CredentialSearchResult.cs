namespace ImageBuild.Registries.Credentials;

/// <summary>What a search found, and where it looked before.</summary>
/// <param name="Host">The registry, as logins are compared: "docker.io", "ghcr.io", "localhost:5000".</param>
/// <param name="Key">The key a login file should hold for it.</param>
/// <param name="Credential">The login, or null: go on without one.</param>
/// <param name="Places">The places that gave nothing, in the order they were asked.</param>
public sealed record CredentialSearchResult(string Host, string Key, Credential? Credential, IReadOnlyList<SearchedPlace> Places)
{
    /// <summary>One line for the message of a registry that wanted a login where none was found.</summary>
    public string Describe() => Credential is { } found
        ? $"The login for '{Host}' came from {found.Source}."
        : $"No login for '{Host}' was found (key '{Key}'). Looked at: {string.Join("; ", Places)}.";

    /// <summary>One line on how to log in to a registry of this family.</summary>
    public string Advice() => LoginAdvice.For(Host);

    /// <inheritdoc />
    public override string ToString() => Describe();
}
