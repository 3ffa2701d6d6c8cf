namespace ImageBuild.Tests.Registries.Simulated;

/// <summary>A request as it arrived, byte for byte where that matters.</summary>
internal sealed record SeenRequest(string Method, string Host, string Target, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Body bytes the handler read.</summary>
    public long Body { get; set; }

    /// <summary>What was answered.</summary>
    public int Status { get; set; }

    public string Path => Target.Split('?')[0];

    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    public override string ToString() => $"{Method} {Host}{Target} {Status}";
}
