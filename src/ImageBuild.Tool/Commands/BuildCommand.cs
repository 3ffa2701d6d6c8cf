using System.CommandLine;
using ImageBuild.Publishing;
using ImageBuild.Tool.Building;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild build FOLDER</c>: an image of any folder, with or without .NET in it.</summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        var command = new ToolCommand("build", "Makes an image of a folder: of a published .NET application, or of any files. Prints the image's reference with its digest.")
        {
            Examples =
            [
                "imagebuild build bin/Release/net10.0/publish --to ghcr.io/acme/orders:1.4.2",
                "imagebuild build site --base docker.io/library/nginx:1.29 --root /usr/share/nginx/html --to registry.acme.example/site:7",
                "imagebuild build out --base scratch --entrypoint /app/server --port 8080 --platform linux/amd64,linux/arm64",
            ],
        };
        var options = new FolderOptions().On(command);
        var output = OutputOption.Create();
        command.Options.Add(output);
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var request = await options.ReadAsync(arguments, log, cancellationToken).ConfigureAwait(false);
            using var access = BuildAccess.Create(request, options.Cache(arguments), Environment.GetEnvironmentVariable, log);
            var result = await new ImageBuilder(access.Services).BuildAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var line in ImageReport.Lines(result))
                log.Info(line);
            if (OutputOption.IsJson(arguments.GetValue(output)))
            {
                log.Write(ImageResultJson.Write(result));
                return 0;
            }

            foreach (var destination in result.Destinations)
                await log.Output.WriteLineAsync(destination.DigestReference).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
