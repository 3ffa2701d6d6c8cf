using System.CommandLine;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild tag REFERENCE NEWTAG...</c>: promotes an image or rolls back to it. No blob moves.</summary>
internal static class TagCommand
{
    public static Command Create()
    {
        var reference = new Argument<string>("REFERENCE") { Description = "registry/repository:tag or registry/repository@digest." };
        var tags = new Argument<string[]>("NEWTAG") { Description = "The tags that will lead to the same image.", Arity = ArgumentArity.OneOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints what would be done and does nothing." };
        var output = OutputOption.Create();
        var command = new ToolCommand("tag", "Sets further tags on an image in a registry: promotes it, or rolls back to it.")
        {
            Examples =
            [
                "imagebuild tag ghcr.io/acme/orders:1.4.2 production",
                "imagebuild tag ghcr.io/acme/orders@sha256:… production latest   # back to what was there before",
            ],
        };
        command.Arguments.Add(reference);
        command.Arguments.Add(tags);
        command.Options.Add(dryRun);
        command.Options.Add(output);
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var from = ImageReference.Parse(arguments.GetRequiredValue(reference));
            using var access = RegistryAccess.Create(Environment.GetEnvironmentVariable, [from.Registry], from.Registry, log);
            var transfer = new ImageTransfer(access.Clients, log);
            var (source, plan) = await transfer.PlanTagsAsync(from, arguments.GetRequiredValue(tags), cancellationToken).ConfigureAwait(false);
            var report = new TransferReport(log, OutputOption.IsJson(arguments.GetValue(output)));
            return arguments.GetValue(dryRun)
                ? report.Print(source.DigestReference, plan)
                : report.Print(source.DigestReference, plan, await transfer.RunAsync(plan, cancellationToken).ConfigureAwait(false));
        });
        return command;
    }
}
