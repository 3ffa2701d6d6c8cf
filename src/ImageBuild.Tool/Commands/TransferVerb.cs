using System.CommandLine;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Tool.Documents;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary>What push, pull and copy have in common: a source, destinations, and the way between them.</summary>
internal sealed class TransferVerb
{
    private readonly Argument<string> _source;
    private readonly Argument<string[]> _destinations;
    private readonly Option<string?> _platform = PlatformOption.Create();
    private readonly Option<bool> _withoutReferrers = new("--no-referrers") { Description = "Leaves signatures, SBOMs and other things attached to the image behind." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Prints what would be done and does nothing." };
    private readonly Option<string> _output = OutputOption.Create();
    private readonly Action<ImageLocation, IReadOnlyList<ImageLocation>> _check;

    /// <param name="source">What the source may be, for the help.</param>
    /// <param name="destination">What destinations may be, for the help.</param>
    /// <param name="check">Refuses what another verb is for.</param>
    public TransferVerb(string source, string destination, Action<ImageLocation, IReadOnlyList<ImageLocation>> check)
    {
        _source = new("SOURCE") { Description = source };
        _destinations = new("DESTINATION") { Description = destination, Arity = ArgumentArity.OneOrMore };
        _check = check;
    }

    public Command On(ToolCommand command)
    {
        command.Arguments.Add(_source);
        command.Arguments.Add(_destinations);
        foreach (var option in (Option[])[_platform, _withoutReferrers, _dryRun, _output])
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, ConsoleLog log, CancellationToken cancellationToken)
    {
        var from = ImageLocation.Parse(arguments.GetRequiredValue(_source));
        var to = arguments.GetRequiredValue(_destinations).Select(ImageLocation.Parse).ToList();
        _check(from, to);
        var platform = PlatformOption.Parse(arguments.GetValue(_platform));
        using var access = TransferAccess.Create(Environment.GetEnvironmentVariable, from, to, log);
        var transfer = new ImageTransfer(access.Clients, log);
        var (source, plan) = await transfer.PlanAsync(from, to, platform, attached: !arguments.GetValue(_withoutReferrers), cancellationToken).ConfigureAwait(false);
        var report = new TransferReport(log, OutputOption.IsJson(arguments.GetValue(_output)));
        if (arguments.GetValue(_dryRun))
            return report.Print(source.DigestReference, plan);
        var outcomes = await log.TransferAsync(progress => transfer.RunAsync(progress is null ? plan : plan.WatchedBy(progress), cancellationToken)).ConfigureAwait(false);
        return report.Print(source.DigestReference, plan, outcomes);
    }
}
