using System.CommandLine;
using System.Text;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild manifest SOURCE</c>: the manifest or index, byte for byte.</summary>
internal static class ManifestCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = ImageLocation.Forms + "." };
        var platform = PlatformOption.Create();
        // A manifest is JSON already; the option is there so that it can be given to every command.
        var output = OutputOption.Create();
        var command = new ToolCommand("manifest", "Prints the manifest or index of an image, byte for byte: its SHA-256 is the digest.")
        {
            Examples = ["imagebuild manifest ghcr.io/acme/orders:1.4.2 | jq", "imagebuild manifest --platform linux/arm64 oci-archive:orders.tar | sha256sum"],
        };
        command.Arguments.Add(source);
        command.Options.Add(platform);
        command.Options.Add(output);
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var location = ImageLocation.Parse(arguments.GetRequiredValue(source));
            using var access = SourceAccess.To(location, log);
            var image = await SourceAccess.OpenAsync(access, location, PlatformOption.Parse(arguments.GetValue(platform)), cancellationToken).ConfigureAwait(false);
            await log.Output.WriteAsync(Encoding.UTF8.GetString(image.Root.Bytes.Span)).ConfigureAwait(false);
            await log.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
