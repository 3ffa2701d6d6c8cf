using System.CommandLine;
using ImageBuild.Images;
using ImageBuild.Publishing;
using Spectre.Console;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild inspect SOURCE</c>: what an image consists of.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = "oci:FOLDER or oci:FOLDER:TAG." };
        var command = new Command("inspect", "Shows platform, command, user, ports and layers of an image.") { source };
        command.SetAction((arguments, _, cancellationToken) => RunAsync(ImageSource.Parse(arguments.GetRequiredValue(source)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ImageSource source, CancellationToken cancellationToken)
    {
        foreach (var image in source.Images)
        {
            var stream = await image.Config.OpenAsync(cancellationToken).ConfigureAwait(false);
            using var bytes = new MemoryStream();
            await using (stream.ConfigureAwait(false))
                await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            var config = ImageConfigJson.Read(bytes.ToArray());

            AnsiConsole.WriteLine($"digest    {image.Digest}");
            AnsiConsole.WriteLine($"platform  {image.Platform}");
            AnsiConsole.WriteLine($"command   {string.Join(' ', config.Entrypoint.Concat(config.Command))}");
            AnsiConsole.WriteLine($"user      {config.User ?? "root"}");
            AnsiConsole.WriteLine($"folder    {config.WorkingDirectory ?? "/"}");
            AnsiConsole.WriteLine($"ports     {string.Join(", ", config.ExposedPorts)}");

            var made = config.History.Where(entry => !entry.EmptyLayer).Select(entry => entry.CreatedBy ?? "").ToList();
            var table = new Table().Border(TableBorder.Minimal).AddColumns("layer", "size", "digest", "made by");
            foreach (var (index, layer) in image.Layers.Index())
            {
                table.AddRow(
                    $"{index + 1}", ImageReport.Size(layer.Descriptor.Size), $"sha256:{layer.Descriptor.Digest.Short}", Markup.Escape(made.ElementAtOrDefault(index) ?? ""));
            }

            AnsiConsole.Write(table);
        }

        return 0;
    }
}
