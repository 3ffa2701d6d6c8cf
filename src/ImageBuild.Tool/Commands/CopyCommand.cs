using System.CommandLine;
using ImageBuild.Registries;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild copy SOURCE DESTINATION...</c>: from registry to registry, byte for byte, without touching the disk.</summary>
internal static class CopyCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = "registry/repository:tag or registry/repository@digest." };
        var destinations = new Argument<string[]>("DESTINATION") { Description = "registry/repository:tag; several are served one after the other.", Arity = ArgumentArity.OneOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints what would be sent and sends nothing." };
        var command = new Command("copy", "Copies an image with all its platforms to other registries or repositories.") { source, destinations, dryRun };
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var from = ImageReference.Parse(arguments.GetRequiredValue(source));
            var targets = arguments.GetRequiredValue(destinations).Select(ImageReference.Parse).ToList();
            foreach (var to in targets)
            {
                using var access = RegistryAccess.Create(Environment.GetEnvironmentVariable, [to.Registry], from.Registry, log);
                var copier = new RegistryCopier(access.Clients.For(from), access.Clients.For(to), log);
                var tag = to.Tag ?? from.Tag ?? ImageReference.DefaultTag;
                if (arguments.GetValue(dryRun))
                {
                    log.Info((await copier.PlanAsync(from.Repository, from.Identifier, to.Repository, [tag], cancellationToken).ConfigureAwait(false)).ToString());
                    continue;
                }

                var result = await copier.CopyAsync(from.Repository, from.Identifier, to.Repository, [tag], cancellationToken).ConfigureAwait(false);
                PushReport.Print(result, log);
            }

            return 0;
        });
        return command;
    }
}
