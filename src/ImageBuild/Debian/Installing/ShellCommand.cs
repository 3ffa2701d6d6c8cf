namespace ImageBuild.Debian.Installing;

/// <summary>A command of a shell script, read but not run.</summary>
/// <param name="Words">Its name and arguments; quotes are taken off, variables stay as they are written.</param>
/// <param name="Writes">The files its output goes to.</param>
internal sealed record ShellCommand(IReadOnlyList<string> Words, IReadOnlyList<string> Writes);
