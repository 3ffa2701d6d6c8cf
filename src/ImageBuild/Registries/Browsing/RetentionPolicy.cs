namespace ImageBuild.Registries.Browsing;

/// <summary>Which images of a repository stay.</summary>
public sealed record RetentionPolicy
{
    /// <summary>Images that are younger stay; null for no matter how young.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>This many of the newest images stay, however old they are.</summary>
    public int Keep { get; init; } = 1;

    /// <summary>Tags that stay, with the images they lead to; '*' stands for any characters.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];
}
