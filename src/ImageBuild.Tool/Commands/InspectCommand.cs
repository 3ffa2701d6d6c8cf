using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Rendering;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild inspect SOURCE</c>: what an image consists of.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = ImageLocation.Forms + "." };
        var platform = PlatformOption.Create();
        var packages = new Option<bool>("--packages") { Description = "Lists all packages with version, size, layers and licence." };
        var files = new Option<bool>("--files") { Description = "Lists all files of all layers." };
        var quick = new Option<bool>("--quick") { Description = "Reads manifest and configuration only: no packages, no files, no layer is fetched." };
        var html = new Option<FileInfo?>("--html") { Description = "Writes a page with a map of all bytes, packages and files to this file." };
        var compare = new Option<string?>("--compare") { Description = "Another image; the page and the JSON say what both have." };
        var output = OutputOption.Create();
        var command = new ToolCommand("inspect", "Shows platforms, layers, packages and settings of an image.")
        {
            Examples =
            [
                "imagebuild inspect ghcr.io/acme/orders:1.4.2",
                "imagebuild inspect --packages --platform linux/arm64 oci:images:1.4.2",
                "imagebuild inspect --html orders.html --compare ghcr.io/acme/orders:1.4.1 ghcr.io/acme/orders:1.4.2",
            ],
        };
        command.Arguments.Add(source);
        foreach (var option in (Option[])[platform, packages, files, quick, html, compare, output])
            command.Options.Add(option);
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
                log.Write(new InspectionJson(withFiles).Write(inspection, shared));
            else if (page is null)
                log.Write(width => new InspectionText(arguments.GetValue(packages), withFiles) { Width = width }.Lines(inspection, shared));
            return 0;

            async Task<ImageInspection> InspectAsync(string text, InspectionDepth depth)
            {
                var location = ImageLocation.Parse(text);
                using var access = SourceAccess.To(location, log);
                var target = await SourceAccess.ReadAsync(access, location, PlatformOption.Parse(arguments.GetValue(platform)), cancellationToken).ConfigureAwait(false);
                return await inspector.InspectAsync(target, depth, cancellationToken).ConfigureAwait(false);
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
