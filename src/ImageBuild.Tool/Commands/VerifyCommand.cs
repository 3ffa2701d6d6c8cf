using System.CommandLine;
using ImageBuild.Inspection.Rendering;
using ImageBuild.Inspection.Verifying;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild verify SOURCE</c>: whether an image is what it says. Exit code 0 for right, 1 for wrong, 2 where it could not be looked at.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = ImageLocation.Forms + "." };
        var platform = PlatformOption.Create();
        var output = OutputOption.Create();
        var command = new ToolCommand("verify", "Recomputes digests, sizes and diffIDs of an image from its bytes. The exit code is 0 when all is right, 1 when something is wrong, 2 on an error.")
        {
            Examples = ["imagebuild verify ghcr.io/acme/orders:1.4.2", "imagebuild verify --platform linux/arm64 oci-archive:orders.tar"],
        };
        command.Arguments.Add(source);
        command.Options.Add(platform);
        command.Options.Add(output);
        command.SetAction(
            async (arguments, log, cancellationToken) =>
            {
                var only = PlatformOption.Parse(arguments.GetValue(platform));
                var location = ImageLocation.Parse(arguments.GetRequiredValue(source));
                using var access = SourceAccess.To(location, log);
                var verification = await new ImageVerifier().VerifyAsync(
                    location.ToString(), token => SourceAccess.OpenAsync(access, location, only, token), cancellationToken).ConfigureAwait(false);
                if (OutputOption.IsJson(arguments.GetValue(output)))
                    log.Write(VerificationJson.Write(verification));
                else
                    log.Write(VerificationText.Lines(verification));
                return verification.IsRight ? 0 : 1;
            },
            errorCode: 2);
        return command;
    }
}
