namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>What goes wrong with one request.</summary>
internal abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>The registry is not asked; this is the answer.</summary>
    public sealed record Answer(int Status, string? RetryAfter = null) : Fault;

    /// <summary>The connection breaks, with a body when its beginning has arrived.</summary>
    public sealed record Drop : Fault;

    /// <summary>The registry does what was asked, but the connection breaks before the answer.</summary>
    public sealed record LoseAnswer : Fault;

    /// <summary>The request is taken and nothing comes, ever.</summary>
    public sealed record Silence : Fault;

    /// <summary>The answer comes late.</summary>
    public sealed record Wait(TimeSpan Time) : Fault;
}
