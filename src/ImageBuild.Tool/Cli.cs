using System.CommandLine;
using System.CommandLine.Help;
using ImageBuild.Tool.Commands;

namespace ImageBuild.Tool;

/// <summary>The command line as a whole.</summary>
internal static class Cli
{
    /// <summary>Runs a command.</summary>
    /// <param name="arguments">What the user wrote behind "imagebuild".</param>
    /// <param name="output">Standard output: the result and nothing else.</param>
    /// <param name="error">Standard error: everything else.</param>
    /// <returns>The exit code: 0 only when everything asked for happened.</returns>
    public static Task<int> InvokeAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Builds, pushes and inspects container images from .NET without Docker.")
        {
            PublishCommand.Create(),
            BuildCommand.Create(),
            PushCommand.Create(),
            PullCommand.Create(),
            CopyCommand.Create(),
            TagCommand.Create(),
            LsCommand.Create(),
            CatalogCommand.Create(),
            SearchCommand.Create(),
            DeleteCommand.Create(),
            DigestCommand.Create(),
            ManifestCommand.Create(),
            InspectCommand.Create(),
            ExplainCommand.Create(),
            VerifyCommand.Create(),
            LockCommand.Create(),
            CacheCommand.Create(),
            LoginCommand.Create(),
            LogoutCommand.Create(),
            CompletionCommand.Create(),
        };
        root.Options.Add(Verbosity.Quiet);
        root.Options.Add(Verbosity.Verbose);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }
}
