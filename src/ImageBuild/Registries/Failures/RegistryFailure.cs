namespace ImageBuild.Registries.Failures;

/// <summary>What went wrong with one request, before it becomes a message.</summary>
/// <param name="Registry">The registry as the user knows it.</param>
/// <param name="Repository">The repository, or empty.</param>
/// <param name="Method">The HTTP method.</param>
internal sealed record RegistryFailure(string Registry, string Repository, string Method)
{
    /// <summary>The HTTP status; 0 where no answer came.</summary>
    public int Status { get; init; }

    /// <summary>The first error code in the body, such as "NAME_UNKNOWN".</summary>
    public string? Code { get; init; }

    /// <summary>What the body says, cleaned and cut.</summary>
    public string? Message { get; init; }

    /// <summary>The identifier under which the registry's operators find the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the registry wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Set where no answer came.</summary>
    public NetworkProblem? Problem { get; init; }

    /// <summary>How many body bytes had been sent by then.</summary>
    public long BytesSent { get; init; }

    /// <summary>The login that was used, as its source calls it; null for none.</summary>
    public string? Login { get; init; }

    /// <summary>Where a login was looked for in vain; null where one was found or nobody knows.</summary>
    public string? Searched { get; init; }

    /// <summary>Whether the same request may succeed a little later.</summary>
    /// <remarks>Certificate errors and refusals do not change by waiting.</remarks>
    public bool IsTransient => Problem is { } problem
        ? problem is NetworkProblem.NameServerBusy or NetworkProblem.Refused or NetworkProblem.Broken or NetworkProblem.Silent or NetworkProblem.Stalled
        : IsTransientStatus(Status);

    /// <summary>The statuses after which a repetition makes sense (registries may throttle with 403 too; that is not guessed).</summary>
    public static bool IsTransientStatus(int status) => status is 408 or 425 or 429 or 500 or 502 or 503 or 504;
}
