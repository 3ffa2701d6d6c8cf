using System.CommandLine;
using System.Text.Json;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild publish [PROJECT]</c>: PublishImage for a project that has no reference to us.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var project = new Argument<string?>("PROJECT")
        {
            Description = "A project, solution or folder; the current folder by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var repository = new Option<string?>("--repository", "-n") { Description = "The image's name without registry and tag." };
        var tags = new Option<string[]>("--tag", "-t") { Description = "A tag; may be repeated." };
        var registry = new Option<string?>("--registry") { Description = "The registry to push to; without it the image becomes an OCI layout." };
        var layout = new Option<string?>("--layout") { Description = "The folder of an OCI layout to write." };
        var runtime = new Option<string?>("--runtime", "-r") { Description = "The runtime identifier, such as linux-x64." };
        var configuration = new Option<string?>("--configuration", "-c") { Description = "The configuration; Release by default." };
        var rest = new Argument<string[]>("MSBUILD") { Description = "Behind --: arguments passed on to dotnet publish.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("publish", "Publishes a project and makes an image of it. Prints the image's reference with its digest.")
        {
            project, repository, tags, registry, layout, runtime, configuration, rest,
        };
        command.SetAction((arguments, log, cancellationToken) =>
        {
            var properties = new List<string>();
            Add("ContainerRepository", arguments.GetValue(repository));
            Add("ContainerImageTags", arguments.GetValue(tags) is { Length: > 0 } list ? string.Join(',', list) : null);
            Add("ContainerRegistry", arguments.GetValue(registry));
            Add("ContainerLayoutPath", arguments.GetValue(layout) is { } folder ? Path.GetFullPath(folder) : null);
            Add("RuntimeIdentifier", arguments.GetValue(runtime));
            Add("Configuration", arguments.GetValue(configuration));
            string[] passedOn = arguments.GetValue(rest) ?? [];

            // "imagebuild publish -- -p:A=B" must not take the first property for the project.
            var target = arguments.GetValue(project);
            if (target is not null && target.StartsWith('-'))
            {
                passedOn = [target, .. passedOn];
                target = null;
            }

            return RunAsync(target, [.. properties, .. passedOn], log, cancellationToken);

            void Add(string name, string? value)
            {
                if (value is not null)
                    properties.Add($"-p:{name}={value.Replace(",", "%2C", StringComparison.Ordinal)}");
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string? project, IReadOnlyList<string> arguments, ConsoleLog log, CancellationToken cancellationToken)
    {
        var results = Directory.CreateTempSubdirectory("imagebuild-");
        try
        {
            var targets = Path.Combine(AppContext.BaseDirectory, "build", "ImageBuild.Tasks.targets");
            string[] fixedArguments =
            [
                "publish", .. project is null ? Array.Empty<string>() : [project],
                "-t:PublishImage",
                $"-p:CustomAfterMicrosoftCommonTargets={targets}",
                $"-p:ImageBuildResultFolder={results.FullName}",
            ];
            var exitCode = await DotNetProcess.RunAsync([.. fixedArguments, .. arguments], log, cancellationToken).ConfigureAwait(false);
            if (exitCode != 0)
                return exitCode;
            foreach (var file in results.EnumerateFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal))
                PrintReferences(file, log);
            return 0;
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    private static void PrintReferences(FileInfo result, ConsoleLog log)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(result.FullName));
        foreach (var destination in document.RootElement.GetProperty("destinations").EnumerateArray())
            log.Output.WriteLine(destination.GetProperty("digestReference").GetString());
    }
}
