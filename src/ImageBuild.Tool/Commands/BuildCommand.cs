using System.CommandLine;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Tool.Building;
using ImageBuild.Transfers;

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
            var cache = options.Cache(arguments);
            using var archives = ArchiveHttp.CreateClient();
            using var registries = RegistryAccess.Create(
                Environment.GetEnvironmentVariable,
                request.Destinations.OfType<ImageLocation.InRegistry>().Select(registry => registry.Reference.Registry),
                (request.Platforms[0].Base as BaseRequest.Pulled)?.Registry,
                log,
                new BlobPlaces(cache));
            var services = new BuildServices(cache, archives, registries.Clients, Environment.GetEnvironmentVariable, log);
            var result = await new ImageBuilder(services).BuildAsync(request, cancellationToken).ConfigureAwait(false);
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
