namespace ImageBuild.Registries.Authentication;

/// <summary>One way in which a server offers to authenticate (RFC 9110, WWW-Authenticate).</summary>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public bool IsBearer => Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    public bool IsBasic => Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);

    public string? Realm => Parameters.GetValueOrDefault("realm");

    public string? Service => Parameters.GetValueOrDefault("service");

    /// <summary>The scopes, each by itself: servers join several with spaces.</summary>
    public IReadOnlyList<string> Scopes => Parameters.GetValueOrDefault("scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    public string? Error => Parameters.GetValueOrDefault("error");
}
