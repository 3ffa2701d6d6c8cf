using System.CommandLine;
using System.CommandLine.Help;
using ImageBuild.Tool.Commands;

namespace ImageBuild.Tool;

/// <summary>The command line as a whole.</summary>
internal static class Cli
{
    /// <summary>In the order of the help. A command is made when it is needed: most runs need one.</summary>
    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("publish", PublishCommand.Create),
        ("build", BuildCommand.Create),
        ("push", PushCommand.Create),
        ("pull", PullCommand.Create),
        ("copy", CopyCommand.Create),
        ("tag", TagCommand.Create),
        ("ls", LsCommand.Create),
        ("catalog", CatalogCommand.Create),
        ("search", SearchCommand.Create),
        ("delete", DeleteCommand.Create),
        ("digest", DigestCommand.Create),
        ("manifest", ManifestCommand.Create),
        ("inspect", InspectCommand.Create),
        ("explain", ExplainCommand.Create),
        ("verify", VerifyCommand.Create),
        ("lock", LockCommand.Create),
        ("cache", CacheCommand.Create),
        ("login", LoginCommand.Create),
        ("logout", LogoutCommand.Create),
        ("completion", CompletionCommand.Create),
    ];

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">What the user wrote behind "imagebuild".</param>
    /// <param name="output">Standard output: the result and nothing else.</param>
    /// <param name="error">Standard error: everything else.</param>
    /// <returns>The exit code: 0 only when everything asked for happened.</returns>
    public static Task<int> InvokeAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Builds, pushes and inspects container images from .NET without Docker.");
        foreach (var (_, create) in Commands.Where(command => MayBeNeeded(command.Name, arguments)))
            root.Subcommands.Add(create());
        root.Options.Add(Verbosity.Quiet);
        root.Options.Add(Verbosity.Verbose);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        // The forms of another system's shell, which completion would offer everywhere.
        foreach (var alias in help.Aliases.Where(alias => alias.StartsWith('/')).ToList())
            help.Aliases.Remove(alias);
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    /// <summary>The first word decides, where it is the name of a command.</summary>
    private static bool MayBeNeeded(string command, string[] arguments) => arguments switch
    {
        ["--version"] => false,
        [var first, ..] when Commands.Any(known => known.Name == first) => first == command,
        _ => true,
    };
}
