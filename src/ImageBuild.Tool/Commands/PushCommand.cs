using System.CommandLine;
using ImageBuild.Content;
using ImageBuild.Registries;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild push SOURCE DESTINATION</c>: brings an image on disk to a registry, byte for byte.</summary>
internal static class PushCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = "oci:FOLDER or oci:FOLDER:TAG." };
        var destination = new Argument<string>("DESTINATION") { Description = "registry/repository:tag." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints what would be sent and sends nothing." };
        var command = new Command("push", "Pushes an image from disk. Prints the reference with its digest.") { source, destination, dryRun };
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var image = ImageSource.Parse(arguments.GetRequiredValue(source));
            var target = ImageReference.Parse(arguments.GetRequiredValue(destination));
            var tag = target.Tag ?? ImageReference.DefaultTag;
            using var access = RegistryAccess.Create(Environment.GetEnvironmentVariable, [target.Registry], baseRegistry: null, log);
            var client = access.Clients.For(target);
            var plan = MediaTypes.IsIndex(image.Entry.MediaType)
                ? PushPlan.For(image.Layout.ReadImageIndex(image.Entry), target.Registry, target.Repository, [tag])
                : PushPlan.For(image.Layout.ReadImage(image.Entry), target.Registry, target.Repository, [tag]);
            if (arguments.GetValue(dryRun))
            {
                log.Info(plan.ToString());
                return 0;
            }

            PushReport.Print(await new Pusher(client, log).PushAsync(plan, cancellationToken).ConfigureAwait(false), log);
            return 0;
        });
        return command;
    }
}
