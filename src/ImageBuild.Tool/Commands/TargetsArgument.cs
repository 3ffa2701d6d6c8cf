using System.CommandLine;
using System.CommandLine.Parsing;

namespace ImageBuild.Tool.Commands;

/// <summary>Projects, and behind "--" what MSBuild gets as it is.</summary>
internal sealed class TargetsArgument
{
    private readonly Argument<string[]> _argument;

    private TargetsArgument(Argument<string[]> argument) => _argument = argument;

    /// <param name="command">Gets the argument.</param>
    /// <param name="description">What may be named.</param>
    public static TargetsArgument On(Command command, string description)
    {
        var argument = new Argument<string[]>("PROJECT") { Description = $"{description} Behind --: arguments passed on to MSBuild.", Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(argument);
        return new TargetsArgument(argument);
    }

    public (IReadOnlyList<string> Targets, IReadOnlyList<string> PassedOn) Read(ParseResult arguments)
    {
        var all = arguments.GetValue(_argument) ?? [];
        var passedOn = arguments.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        return (all[..^passedOn], all[^passedOn..]);
    }
}
