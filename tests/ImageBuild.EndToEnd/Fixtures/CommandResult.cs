namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>What a program left behind.</summary>
internal sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Standard output and standard error, for searching.</summary>
    public string Everything => $"{Output}\n{Error}";

    /// <summary>Fails the test with all that was printed, unless the exit code is zero.</summary>
    public CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"'{Command}' ended with {ExitCode}:\n{Everything}");
        return this;
    }

    /// <summary>Fails the test unless the program failed.</summary>
    public CommandResult Failed()
    {
        Assert.True(ExitCode != 0, $"'{Command}' should have failed:\n{Everything}");
        return this;
    }
}
