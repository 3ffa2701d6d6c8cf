using System.Text;
using ImageBuild.Content;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing;

/// <summary>Hands the digest on to the next steps of a pipeline, in the way of the service that runs it. docs/outputs.md shows how they are read.</summary>
/// <param name="Files">Lines to add to files.</param>
/// <param name="Commands">Lines to print.</param>
public sealed record StepOutputs(IReadOnlyList<KeyValuePair<string, string>> Files, IReadOnlyList<string> Commands)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What the services want whose variables are set; nothing on a developer's machine.</summary>
    /// <param name="outputs">What was published.</param>
    /// <param name="project">The project's name where several are published in one step, else empty: names of values start with it.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    public static StepOutputs For(PublishOutputs outputs, string project, Func<string, string?> environment)
    {
        var image = outputs.References.Count > 0 ? outputs.References[0] : "";
        (string Name, string Variable, string Value)[] values =
        [
            ("image", "IMAGE", image), ("digest", "IMAGE_DIGEST", outputs.Root.Digest.ToString()), ("reference", "IMAGE_REFERENCE", ByDigest(image, outputs.Root.Digest)),
        ];
        var prefix = project.Length == 0 ? "" : string.Concat(project.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')) + "_";
        List<KeyValuePair<string, string>> files = [];
        if (environment("GITHUB_OUTPUT") is { Length: > 0 } github)
            files.Add(new(github, Lines(values.Select(value => $"{prefix}{value.Name}={value.Value}"))));
        if (environment("GITLAB_CI") == "true" && environment("CI_PROJECT_DIR") is { Length: > 0 } gitlab)
            files.Add(new(Path.Combine(gitlab, "imagebuild.env"), Lines(values.Select(value => $"{prefix.ToUpperInvariant()}{value.Variable}={value.Value}"))));
        IEnumerable<string> commands = string.Equals(environment("TF_BUILD"), "true", StringComparison.OrdinalIgnoreCase)
            ? values.Select(value => $"##vso[task.setvariable variable={prefix}{value.Name};isOutput=true]{value.Value}")
            : [];
        return new(files, [.. commands]);
    }

    /// <summary>Adds the lines to the files; other projects may be writing there, too.</summary>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.CannotWrite"/>.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var (path, lines) in Files)
        {
            var file = await FileLock.AcquireAsync(path, Patience, FileOptions.None, cancellationToken).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                file.Seek(0, SeekOrigin.End);
                await file.WriteAsync(Encoding.UTF8.GetBytes(lines), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    /// <summary>The name that never changes its meaning; an engine has no such name.</summary>
    private static string ByDigest(string image, Digest digest) =>
        ImageReference.NamesRegistry(image) || image.Contains(":/", StringComparison.Ordinal) ? ImageLocation.Parse(image).WithDigest(digest).ToString() : image;
}
