namespace ImageBuild.Registries.Authentication;

/// <summary>A bearer token. Its text form shows nothing.</summary>
internal sealed class Token(string value, DateTimeOffset renewAt)
{
    private volatile bool _accepted;

    public string Value { get; } = value;

    /// <summary>From when on a new one is fetched before use.</summary>
    public DateTimeOffset RenewAt { get; } = renewAt;

    /// <summary>Whether the registry has taken it at least once. A new one may be refused because clocks differ (docker/hub-feedback#647).</summary>
    public bool Accepted
    {
        get => _accepted;
        set => _accepted = value;
    }

    public override string ToString() => "token";
}
