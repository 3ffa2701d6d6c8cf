using System.Diagnostics.CodeAnalysis;
using ImageBuild.Diagnostics;
using ImageBuild.Publishing;

namespace ImageBuild.Tool.Publishing;

/// <summary>Publishes projects, solutions and file-based apps as images, none of which needs a reference to us.</summary>
/// <param name="log">Told what happens.</param>
/// <param name="arguments">What "dotnet publish" gets for each of them.</param>
internal sealed class PublishRun(ConsoleLog log, IReadOnlyList<string> arguments)
{
    private readonly DateTime _start = DateTime.UtcNow;
    private readonly List<PublishedImage> _images = [];

    /// <summary>Those that were made so far.</summary>
    public IReadOnlyList<PublishedImage> Images => _images;

    /// <summary>Publishes a target.</summary>
    /// <param name="target">A project, solution, folder or ".cs" file; null for what is in the current folder.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NothingToBuild"/>.</exception>
    public async Task<int> PublishAsync(string? target, CancellationToken cancellationToken)
    {
        // SDK 10.0.401 builds a file-based app there and ends with an exception in a home that has no such folder yet.
        if (IsFileBased(target))
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var results = Directory.CreateTempSubdirectory("imagebuild-");
        try
        {
            string[] all =
            [
                "publish", .. target is null ? Array.Empty<string>() : [target],
                "-t:PublishImage",
                $"-p:CustomAfterMicrosoftCommonTargets={Path.Combine(AppContext.BaseDirectory, "build", "ImageBuild.Tasks.targets")}",
                $"-p:ImageBuildResultFolder={results.FullName}",
                .. LayoutOf(target),
                .. arguments,
            ];
            var exitCode = await log.LiveAsync(
                $"Publishing {target ?? "."}", step => DotNetProcess.RunAsync(all, line => Print(line, step), cancellationToken)).ConfigureAwait(false);
            var made = PublishedImage.ReadAll(results, _start);
            _images.AddRange(made);
            return exitCode != 0 || made.Count > 0 ? exitCode : throw ErrorCodes.NothingToBuild.Error($"'{target ?? Environment.CurrentDirectory}' has no application to publish.", "Name an application project whose IsPublishable is not false.");
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    /// <summary>The output of a file-based app lies in a folder of the SDK that nobody looks into; its publish folder is "artifacts" beside it.</summary>
    private IEnumerable<string> LayoutOf(string? target)
    {
        var isChosen = arguments.Any(argument => argument.Contains("ContainerLayoutPath=", StringComparison.OrdinalIgnoreCase) || argument.Contains("ContainerRegistry=", StringComparison.OrdinalIgnoreCase));
        return IsFileBased(target) && !isChosen
            ? [$"-p:ContainerLayoutPath={Path.Combine(Path.GetDirectoryName(Path.GetFullPath(target))!, "artifacts", Path.GetFileNameWithoutExtension(target) + ".image")}"]
            : [];
    }

    private static bool IsFileBased([NotNullWhen(true)] string? target) => target?.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) == true;

    private void Print(string line, Action<string>? step)
    {
        if (step is not null && PublishLine.IsStep(line))
            step(line.Trim());
        else
            log.Pass(line);
    }
}
