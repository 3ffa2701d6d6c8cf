using System.CommandLine;
using ImageBuild.Inspection.Rendering;
using ImageBuild.Inspection.Verifying;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild verify SOURCE</c>: whether an image is what it says. Exit code 0 for right, 1 for wrong, 2 where it could not be looked at.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = InspectionSource.Description };
        var platform = new Option<string?>("--platform") { Description = "Only the image for this platform, such as linux/arm64." };
        var output = OutputOption.Create();
        var command = new Command("verify", "Recomputes digests, sizes and diffIDs of an image from its bytes. The exit code is 0 when all is right, 1 when something is wrong, 2 on an error.")
        {
            source, platform, output,
        };
        command.SetAction(
            async (arguments, log, cancellationToken) =>
            {
                var text = arguments.GetRequiredValue(source);
                using var image = InspectionSource.Open(text, log);
                var verification = await new ImageVerifier().VerifyAsync(text, token => image.ReadAsync(arguments.GetValue(platform), token), cancellationToken).ConfigureAwait(false);
                if (OutputOption.IsJson(arguments.GetValue(output)))
                    TextOutput.Write(VerificationJson.Write(verification));
                else
                    TextOutput.Write(VerificationText.Lines(verification));
                return verification.IsRight ? 0 : 1;
            },
            errorCode: 2);
        return command;
    }
}
