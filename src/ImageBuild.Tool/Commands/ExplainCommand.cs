using System.CommandLine;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Rendering;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild explain A B</c>: why B differs from A. Exit codes are those of diff: 0 the same, 1 different, 2 an error.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("A") { Description = "The image before. " + InspectionSource.Description };
        var after = new Argument<string>("B") { Description = "The image after, written the same way." };
        var platform = new Option<string?>("--platform") { Description = "Only the images for this platform, such as linux/arm64." };
        var files = new Option<bool>("--files") { Description = "Lists all files that differ, and what differs in assemblies." };
        var output = OutputOption.Create();
        var command = new Command("explain", "Says why image B differs from image A. The exit code is 0 when they are the same, 1 when they differ, 2 on an error.")
        {
            before, after, platform, files, output,
        };
        command.SetAction(
            async (arguments, log, cancellationToken) =>
            {
                using var first = InspectionSource.Open(arguments.GetRequiredValue(before), log);
                using var second = InspectionSource.Open(arguments.GetRequiredValue(after), log);
                var only = arguments.GetValue(platform);
                var explanation = await new ImageComparer(new ImageInspector()).CompareAsync(
                    await first.ReadAsync(only, cancellationToken).ConfigureAwait(false), await second.ReadAsync(only, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                if (OutputOption.IsJson(arguments.GetValue(output)))
                    TextOutput.Write(new ExplanationJson(arguments.GetValue(files)).Write(explanation));
                else
                    TextOutput.Write(new ExplanationText(arguments.GetValue(files)).Lines(explanation));
                return explanation.IsSame ? 0 : 1;
            },
            errorCode: 2);
        return command;
    }
}
