namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>One run of a publish command and what it wrote.</summary>
internal sealed record Publication(CommandResult Command, string LayoutPath, string ResultFile)
{
    public OciLayout Layout => new(LayoutPath);

    public PublishResult Result => PublishResult.Read(ResultFile);

    /// <summary>Fails the test with all that was printed when the publish failed.</summary>
    public Publication Succeeded()
    {
        Command.Succeeded();
        return this;
    }
}
