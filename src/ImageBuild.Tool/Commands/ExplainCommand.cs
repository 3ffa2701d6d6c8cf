using System.CommandLine;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Rendering;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild explain A B</c>: why B differs from A. Exit codes are those of diff: 0 the same, 1 different, 2 an error.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var before = new Argument<string>("A") { Description = $"The image before: {ImageLocation.Forms}." };
        var after = new Argument<string>("B") { Description = "The image after, written the same way." };
        var platform = PlatformOption.Create();
        var files = new Option<bool>("--files") { Description = "Lists all files that differ, and what differs in assemblies." };
        var output = OutputOption.Create();
        var command = new ToolCommand("explain", "Says why image B differs from image A. The exit code is 0 when they are the same, 1 when they differ, 2 on an error.")
        {
            Examples =
            [
                "imagebuild explain ghcr.io/acme/orders:1.4.1 ghcr.io/acme/orders:1.4.2",
                "imagebuild explain --files oci:before oci:after      # two builds of one source",
            ],
        };
        command.Arguments.Add(before);
        command.Arguments.Add(after);
        foreach (var option in (Option[])[platform, files, output])
            command.Options.Add(option);
        command.SetAction(
            async (arguments, log, cancellationToken) =>
            {
                var only = PlatformOption.Parse(arguments.GetValue(platform));
                var (one, other) = (ImageLocation.Parse(arguments.GetRequiredValue(before)), ImageLocation.Parse(arguments.GetRequiredValue(after)));
                using var first = SourceAccess.To(one, log);
                using var second = SourceAccess.To(other, log);
                var explanation = await new ImageComparer(new ImageInspector()).CompareAsync(
                    await SourceAccess.ReadAsync(first, one, only, cancellationToken).ConfigureAwait(false),
                    await SourceAccess.ReadAsync(second, other, only, cancellationToken).ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false);
                if (OutputOption.IsJson(arguments.GetValue(output)))
                    log.Write(new ExplanationJson(arguments.GetValue(files)).Write(explanation));
                else
                    log.Write(new ExplanationText(arguments.GetValue(files)).Lines(explanation));
                return explanation.IsSame ? 0 : 1;
            },
            errorCode: 2);
        return command;
    }
}
