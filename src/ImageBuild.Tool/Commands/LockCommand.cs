using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Locking;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild lock [update|show] [PROJECT]</c>: what the image of a project is made of from outside.</summary>
internal static class LockCommand
{
    public static Command Create()
    {
        var command = new Command("lock", "Writes imagebuild.lock.json: pins what it does not pin yet and leaves the rest.") { Update(), Show() };
        AddRun(command, isUpdate: false);
        return command;
    }

    private static Command Update()
    {
        var command = new Command("update", "Takes the newest packages, runtime packs and base images, and prints old and new versions.");
        AddRun(command, isUpdate: true);
        return command;
    }

    /// <summary>The lock itself needs no project: it is read where it lies.</summary>
    private static Command Show()
    {
        var target = new Argument<string?>("PROJECT") { Description = "A project, its folder or a lock file; the current folder by default.", Arity = ArgumentArity.ZeroOrOne };
        var output = OutputOption.Create();
        var command = new Command("show", "Lists what the lock pins: every package with its version, its size and the reason why it is there.") { target, output };
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var path = FileOf(arguments.GetValue(target) ?? ".");
            var imageLock = ImageLockFile.Read(path) ?? throw ErrorCodes.LockMissing.Error($"'{path}' does not exist.");
            if (OutputOption.IsJson(arguments.GetValue(output)))
            {
                await log.Output.WriteAsync(System.Text.Encoding.UTF8.GetString(ImageLockFile.Format(imageLock))).ConfigureAwait(false);
                return 0;
            }

            foreach (var line in LockListing.Lines(imageLock))
                await log.Output.WriteLineAsync(line).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static string FileOf(string target)
    {
        var path = Path.GetFullPath(target);
        if (Directory.Exists(path))
            return Path.Combine(path, ImageLock.FileName);
        return path.EndsWith("proj", StringComparison.OrdinalIgnoreCase) ? Path.Combine(Path.GetDirectoryName(path)!, ImageLock.FileName) : path;
    }

    private static void AddRun(Command command, bool isUpdate)
    {
        var targets = TargetsArgument.On(command, "A project, solution or folder; the current folder by default.");
        var runtime = new Option<string?>("--runtime", "-r") { Description = "The runtime identifier of the image, such as linux-x64." };
        var configuration = new Option<string?>("--configuration", "-c") { Description = "The configuration; Release by default." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints what would change and writes nothing." };
        foreach (var option in (Option[])[runtime, configuration, dryRun])
            command.Add(option);
        command.SetAction((arguments, log, cancellationToken) =>
        {
            var (named, passedOn) = targets.Read(arguments);
            string[] all =
            [
                "msbuild", .. named,
                "-restore", "-nologo", "-verbosity:minimal", "-t:LockImage",
                $"-p:CustomAfterMicrosoftCommonTargets={Path.Combine(AppContext.BaseDirectory, "build", "ImageBuild.Tasks.targets")}",

                // As publish has it: properties may depend on it.
                "-p:_IsPublishing=true",
                $"-p:Configuration={arguments.GetValue(configuration) ?? "Release"}",
                .. arguments.GetValue(runtime) is { } rid ? [$"-p:RuntimeIdentifier={rid}"] : Array.Empty<string>(),
                .. isUpdate ? ["-p:ImageBuildLockUpdate=true"] : Array.Empty<string>(),
                .. arguments.GetValue(dryRun) ? ["-p:ContainerDryRun=true"] : Array.Empty<string>(),
                .. passedOn,
            ];
            return RunAsync(all, arguments.GetValue(dryRun), log, cancellationToken);
        });
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, bool isDryRun, ConsoleLog log, CancellationToken cancellationToken)
    {
        var results = Directory.CreateTempSubdirectory("imagebuild-");
        try
        {
            var exitCode = await DotNetProcess.RunAsync([.. arguments, $"-p:ImageBuildResultFolder={results.FullName}"], log.Pass, cancellationToken).ConfigureAwait(false);
            if (exitCode != 0)
                return exitCode;
            var files = results.EnumerateFiles("*.txt").OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
            foreach (var file in files)
            {
                var lines = await File.ReadAllLinesAsync(file.FullName, cancellationToken).ConfigureAwait(false);
                if (files.Count > 1 && lines.Length > 0)
                    await log.Output.WriteLineAsync($"{Path.GetFileNameWithoutExtension(file.Name)}:").ConfigureAwait(false);
                foreach (var line in lines)
                    await log.Output.WriteLineAsync(line).ConfigureAwait(false);
                log.Info(lines.Length == 0 ? "Nothing to change: the lock is up to date." : isDryRun ? "Nothing was written: this was a dry run." : "Written; commit the lock file.");
            }

            return 0;
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }
}
