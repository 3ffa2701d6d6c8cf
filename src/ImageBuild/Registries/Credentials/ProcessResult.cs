namespace ImageBuild.Registries.Credentials;

/// <summary>What a program answered.</summary>
/// <param name="ExitCode">Zero for success.</param>
/// <param name="Output">Standard output; may be a secret.</param>
/// <param name="Error">Standard error.</param>
public sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    /// <inheritdoc />
    public override string ToString() => $"exit code {ExitCode}";
}
