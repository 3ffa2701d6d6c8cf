using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Rendering;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild inspect SOURCE</c>: what an image consists of.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = InspectionSource.Description };
        var platform = new Option<string?>("--platform") { Description = "Only the image for this platform, such as linux/arm64." };
        var packages = new Option<bool>("--packages") { Description = "Lists all packages with version, size, layers and licence." };
        var files = new Option<bool>("--files") { Description = "Lists all files of all layers." };
        var quick = new Option<bool>("--quick") { Description = "Reads manifest and configuration only: no packages, no files, no layer is fetched." };
        var html = new Option<FileInfo?>("--html") { Description = "Writes a page with a map of all bytes, packages and files to this file." };
        var compare = new Option<string?>("--compare") { Description = "Another image; the page and the JSON say what both have." };
        var output = OutputOption.Create();
        var command = new Command("inspect", "Shows platforms, layers, packages and settings of an image.") { source, platform, packages, files, quick, html, compare, output };
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var page = arguments.GetValue(html);
            var withFiles = arguments.GetValue(files);
            var isJson = OutputOption.IsJson(arguments.GetValue(output));
            var depth = withFiles ? InspectionDepth.Files : page is null && arguments.GetValue(quick) ? InspectionDepth.Manifest : InspectionDepth.Layers;
            var inspector = new ImageInspector();
            var inspection = await InspectAsync(arguments.GetRequiredValue(source), depth).ConfigureAwait(false);
            var shared = arguments.GetValue(compare) is { } other
                ? new SharedContent(await InspectAsync(other, page is null && !isJson ? InspectionDepth.Manifest : depth).ConfigureAwait(false))
                : null;

            if (page is not null)
            {
                await WriteAsync(page.FullName, InspectionPage.Write(inspection, shared), cancellationToken).ConfigureAwait(false);
                log.Info($"written  {page.FullName}");
            }

            if (isJson)
                TextOutput.Write(new InspectionJson(withFiles).Write(inspection, shared));
            else if (page is null)
                TextOutput.Write(new InspectionText(arguments.GetValue(packages), withFiles).Lines(inspection, shared));
            return 0;

            async Task<ImageInspection> InspectAsync(string text, InspectionDepth depth)
            {
                using var image = InspectionSource.Open(text, log);
                return await inspector.InspectAsync(await image.ReadAsync(arguments.GetValue(platform), cancellationToken).ConfigureAwait(false), depth, cancellationToken).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static async Task WriteAsync(string file, byte[] page, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(file, page, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ErrorCodes.CannotWrite.Error($"'{file}' cannot be written: {exception.Message}", inner: exception);
        }
    }
}
