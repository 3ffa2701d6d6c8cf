using System.Text.RegularExpressions;

namespace ImageBuild.Tool.Publishing;

/// <summary>What a line of "dotnet publish" is about.</summary>
internal static partial class PublishLine
{
    /// <summary>Whether it says no more than which step was done: on a terminal one such line at a time is enough.</summary>
    public static bool IsStep(string line) => Step().IsMatch(line);

    [GeneratedRegex(@"^\s*(Determining projects to restore|All projects are up-to-date|Restored |[^:]+ -> |Generating native code)")]
    private static partial Regex Step();
}
