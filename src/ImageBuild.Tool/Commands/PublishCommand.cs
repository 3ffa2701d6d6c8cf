using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Tool.Publishing;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild publish [PROJECT...]</c>: PublishImage for projects that have no reference to us.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var command = new ToolCommand("publish", "Publishes projects and makes images of them. Prints the images' references with their digests.")
        {
            Examples =
            [
                "imagebuild publish",
                "imagebuild publish src/Orders --registry ghcr.io --repository acme/orders --tag 1.4.2",
                "imagebuild publish Shop.slnx --registry registry.acme.example      # an image of every service, one login",
                "imagebuild publish app.cs -- -p:PublishAot=false",
            ],
        };
        var targets = TargetsArgument.On(command, "Projects, solutions, folders or file-based apps (.cs); the current folder by default.");
        var repository = new Option<string?>("--repository", "-n") { Description = "The image's name without registry and tag." };
        var tags = new Option<string[]>("--tag", "-t") { Description = "A tag; may be repeated." };
        var registry = new Option<string?>("--registry") { Description = "The registry to push to; without it the image becomes an OCI layout." };
        var layout = new Option<string?>("--layout") { Description = "The folder of an OCI layout to write." };
        var runtime = new Option<string?>("--runtime", "-r") { Description = "The runtime identifier, such as linux-x64." };
        var configuration = new Option<string?>("--configuration", "-c") { Description = "The configuration; Release by default." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints what would be delivered and delivers nothing." };
        var output = OutputOption.Create();
        foreach (var option in (Option[])[repository, tags, registry, layout, runtime, configuration, dryRun, output])
            command.Options.Add(option);
        command.SetAction((arguments, log, cancellationToken) =>
        {
            var (named, passedOn) = targets.Read(arguments);
            List<string> all = [.. log.MSBuildVerbosity];
            Add("ContainerRepository", arguments.GetValue(repository));
            Add("ContainerImageTags", arguments.GetValue(tags) is { Length: > 0 } list ? string.Join(',', list) : null);
            Add("ContainerRegistry", arguments.GetValue(registry));
            Add("ContainerLayoutPath", arguments.GetValue(layout) is { } folder ? Path.GetFullPath(folder) : null);
            Add("RuntimeIdentifier", arguments.GetValue(runtime));
            Add("Configuration", arguments.GetValue(configuration));
            Add("ContainerDryRun", arguments.GetValue(dryRun) ? "true" : null);
            return RunAsync(named, [.. all, .. passedOn], OutputOption.IsJson(arguments.GetValue(output)), log, cancellationToken);

            void Add(string name, string? value)
            {
                if (value is not null)
                    all.Add($"-p:{name}={value.Replace(",", "%2C", StringComparison.Ordinal)}");
            }
        });
        return command;
    }

    /// <summary>One after the other: they may share projects, and two builds of one project at once would be in each other's way.</summary>
    private static async Task<int> RunAsync(IReadOnlyList<string> targets, IReadOnlyList<string> arguments, bool isJson, ConsoleLog log, CancellationToken cancellationToken)
    {
        var run = new PublishRun(log, arguments);
        var worst = 0;
        foreach (var target in targets.DefaultIfEmpty())
        {
            try
            {
                worst = Math.Max(worst, await run.PublishAsync(target, cancellationToken).ConfigureAwait(false));
            }
            catch (ImageBuildException exception)
            {
                log.Error(exception);
                worst = Math.Max(worst, 1);
            }
        }

        foreach (var line in run.Images.Count > 0 ? PublishSummary.Lines(run.Images) : [])
            log.Info(line);
        if (isJson)
        {
            log.Write(PublishSummary.Json(run.Images));
            return worst;
        }

        foreach (var reference in run.Images.SelectMany(image => image.DigestReferences))
            await log.Output.WriteLineAsync(reference).ConfigureAwait(false);
        return worst;
    }
}
