using System.CommandLine;
using ImageBuild.Registries;
using ImageBuild.Tool.Documents;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild digest SOURCE</c>: the reference of an image that never changes its meaning.</summary>
internal static class DigestCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = ImageLocation.Forms + "." };
        var platform = PlatformOption.Create();
        var shortForm = new Option<bool>("--short") { Description = "The digest alone." };
        var output = OutputOption.Create();
        var command = new ToolCommand("digest", "Prints the reference of an image with its digest.")
        {
            Examples = ["imagebuild digest ghcr.io/acme/orders:1.4.2", "imagebuild digest --short --platform linux/arm64 oci:images:1.4.2"],
        };
        command.Arguments.Add(source);
        foreach (var option in (Option[])[platform, shortForm, output])
            command.Options.Add(option);
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var location = ImageLocation.Parse(arguments.GetRequiredValue(source));
            using var access = SourceAccess.To(location, log);
            var image = await SourceAccess.OpenAsync(access, location, PlatformOption.Parse(arguments.GetValue(platform)), cancellationToken).ConfigureAwait(false);
            var root = image.Root.Descriptor;
            if (OutputOption.IsJson(arguments.GetValue(output)))
                ToolJson.Print(log, new ReferenceDocument(ToolJson.SchemaVersion, location.ToString(), image.DigestReference, root.Digest.ToString(), root.MediaType, root.Size, image.Platform?.ToString()), ToolJson.Default.ReferenceDocument);
            else
                await log.Output.WriteLineAsync(arguments.GetValue(shortForm) ? root.Digest.ToString() : image.DigestReference).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
