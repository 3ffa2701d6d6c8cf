namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>One run of a publish command and what it wrote.</summary>
internal sealed record Publication(CommandResult Command, string LayoutPath, string ResultFile)
{
    private readonly PublishResult? _result = Command.ExitCode == 0 && File.Exists(ResultFile) ? PublishResult.Read(ResultFile) : null;

    public OciLayout Layout => new(LayoutPath);

    /// <summary>Read at once: the next publish to the same folder writes it anew.</summary>
    public PublishResult Result => _result ?? throw new InvalidOperationException($"'{ResultFile}' was not written.");

    /// <summary>Fails the test with all that was printed when the publish failed.</summary>
    public Publication Succeeded()
    {
        Command.Succeeded();
        return this;
    }
}
