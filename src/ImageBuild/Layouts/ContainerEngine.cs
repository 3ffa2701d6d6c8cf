using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Layouts;

/// <summary>Docker or podman on this machine, by its command line.</summary>
/// <remarks>"docker load" reads a Docker archive from its input, and so does "podman load"; no file is left in between.</remarks>
/// <param name="command">"docker" or "podman": what is looked for on the PATH.</param>
public sealed class ContainerEngine(string command)
{
    /// <summary>What an engine of this machine can run.</summary>
    public static Platform Platform { get; } = new("linux", RuntimeInformation.OSArchitecture switch
    {
        Architecture.Arm64 => "arm64",
        Architecture.Arm => "arm",
        _ => "amd64",
    });

    /// <summary>Loads an image; not where the engine has it under all its names.</summary>
    /// <param name="tree">A single image.</param>
    /// <param name="names">What to call it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Whether anything had to be loaded.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.EngineMissing"/>, <see cref="ErrorCodes.EngineFailed"/>.</exception>
    public async Task<bool> LoadAsync(ManifestTree tree, IReadOnlyList<LayoutName> names, CancellationToken cancellationToken)
    {
        if (await HasAsync(tree, names, cancellationToken).ConfigureAwait(false))
            return false;
        var (exitCode, _, error) = await RunAsync(["load"], (input, token) => DockerArchive.WriteAsync(input, tree, names, token), cancellationToken).ConfigureAwait(false);
        return exitCode == 0 ? true : throw ErrorCodes.EngineFailed.Error($"'{command} load' ended with {exitCode}: {error.Trim()}");
    }

    /// <summary>An engine calls an image by the digest of its configuration; Docker with containerd's store by that of its manifest.</summary>
    private async Task<bool> HasAsync(ManifestTree tree, IReadOnlyList<LayoutName> names, CancellationToken cancellationToken)
    {
        string[] wanted = [.. names.Select(name => name.EngineName).OfType<string>()];
        var (exitCode, output, _) = await RunAsync(["image", "inspect", "--format", "{{.Id}}", .. wanted], null, cancellationToken).ConfigureAwait(false);
        var present = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] known = [tree.Root.Descriptor.Digest.Hex, ManifestContent.Read(tree.Root).Config!.Digest.Hex];
        return exitCode == 0 && present.Length == wanted.Length && present.All(id => known.Any(hex => id.EndsWith(hex, StringComparison.Ordinal)));
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(
        IEnumerable<string> arguments, Func<Stream, CancellationToken, Task>? input, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                if (input is not null)
                    await input(process.StandardInput.BaseStream, cancellationToken).ConfigureAwait(false);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it had read everything, and says why.
            }

            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(command, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
        }
        catch (Win32Exception exception)
        {
            throw ErrorCodes.EngineMissing.Error($"'{command}' cannot be started: {exception.Message}.", inner: exception);
        }
    }
}
