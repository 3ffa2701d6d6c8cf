using System.CommandLine;

namespace ImageBuild.Tool.Commands;

/// <summary>A command that shows by examples how it is used.</summary>
internal sealed class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines, each with what it does behind a '#'.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];
}
