namespace ImageBuild.Registries.Credentials;

/// <summary>What a registry login consists of. Never printed: the text form names the source only.</summary>
/// <param name="Source">Where it came from, for messages: a file, a helper's name, a variable's name. Never a value.</param>
public abstract record Credential(string Source)
{
    /// <summary>User name and password.</summary>
    public sealed record Basic(string UserName, string Password, string Source) : Credential(Source)
    {
        /// <inheritdoc />
        public override string ToString() => $"{UserName} from {Source}";
    }

    /// <summary>An OAuth2 refresh token ("identity token"), to be exchanged by POST at the token realm.</summary>
    public sealed record IdentityToken(string Token, string Source) : Credential(Source)
    {
        /// <inheritdoc />
        public override string ToString() => $"identity token from {Source}";
    }

    /// <summary>A ready bearer token ("registrytoken").</summary>
    public sealed record Bearer(string Token, string Source) : Credential(Source)
    {
        /// <inheritdoc />
        public override string ToString() => $"bearer token from {Source}";
    }

    /// <inheritdoc />
    public override string ToString() => Source;
}
