using System.CommandLine;

namespace ImageBuild.Tool;

/// <summary>How much goes to standard error; the same for every command.</summary>
internal static class Verbosity
{
    /// <summary>Warnings and errors only.</summary>
    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "Says nothing but warnings and errors.", Recursive = true };

    /// <summary>Each step as well.</summary>
    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Says each step.", Recursive = true };
}
