namespace ImageBuild.Publishing;

/// <summary>What the container runs. Null and empty members follow from the base and the application.</summary>
public sealed record ExecutionRequest
{
    /// <summary>The command that starts the application: "/app/WebApi". Empty for the base's own, with the arguments it has.</summary>
    public required IReadOnlyList<string> AppCommand { get; init; }

    /// <summary>What becomes of the command.</summary>
    public AppCommandInstruction Instruction { get; init; }

    /// <summary>A program that starts instead of the application, or before it.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Fixed arguments of that program.</summary>
    public IReadOnlyList<string> EntrypointArgs { get; init; } = [];

    /// <summary>Arguments the application always gets.</summary>
    public IReadOnlyList<string> AppCommandArgs { get; init; } = [];

    /// <summary>Arguments the one who starts the container may replace.</summary>
    public IReadOnlyList<string> DefaultArgs { get; init; } = [];

    /// <summary>"user", "uid", "user:group"; null for the base's non-root user.</summary>
    public string? User { get; init; }

    /// <summary>Absolute; null for the base's.</summary>
    public required string? WorkingDirectory { get; init; }

    /// <summary>Variables added to the base's, replacing those of the same name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Ports as "8080" or "8080/tcp", beside those that follow from ASPNETCORE_* variables.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    /// <summary>Labels.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>A label with the reference of the base image, where there is one.</summary>
    public bool LabelBaseName { get; init; }

    /// <summary>A label with the digest of the base image, where there is one.</summary>
    public bool LabelBaseDigest { get; init; }

    /// <summary>Absolute folders that outlive the container, beside those of the base.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>The signal that ends the container; null for the base's.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Null for the base's.</summary>
    public Healthcheck? Healthcheck { get; init; }
}
