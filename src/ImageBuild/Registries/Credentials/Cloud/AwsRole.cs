namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>A role to take on.</summary>
/// <param name="Arn">Its name in AWS.</param>
/// <param name="SessionName">What the session is called in AWS' logs; null for our name.</param>
/// <param name="Source">What asks for it, for messages.</param>
internal sealed record AwsRole(string Arn, string? SessionName, string Source)
{
    /// <summary>The session's name.</summary>
    public string Session => SessionName is { Length: > 0 } name ? name : "imagebuild";

    /// <summary>What the role's owner agreed upon with a third party; null for none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>How long the keys are to be good, in seconds as the profile writes it; null for AWS' hour.</summary>
    public string? DurationSeconds { get; init; }
}
