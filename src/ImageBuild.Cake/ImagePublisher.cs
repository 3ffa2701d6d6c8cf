using Cake.Core;
using Cake.Core.IO;
using ImageBuild.Publishing;

namespace ImageBuild.Cake;

/// <summary>Runs "dotnet publish" with our targets, whether the project references them or not.</summary>
internal sealed class ImagePublisher(ICakeContext context)
{
    private static readonly string Targets = System.IO.Path.GetFullPath(
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(ImagePublisher).Assembly.Location)!, "..", "..", "targets", "ImageBuild.Tasks.targets"));

    public IReadOnlyList<PublishedImage> Publish(string target, PublishImageSettings settings)
    {
        var (start, results) = (DateTime.UtcNow, Directory.CreateTempSubdirectory("imagebuild-"));
        try
        {
            var arguments = new ProcessArgumentBuilder().Append("publish").AppendQuoted(target).Append("-t:PublishImage");
            foreach (var (name, value) in settings.All().Prepend(new("ImageBuildResultFolder", results.FullName)).Prepend(new("CustomAfterMicrosoftCommonTargets", Targets)))
                arguments.AppendQuoted($"-p:{name}={Escape(value)}");
            using var process = context.ProcessRunner.Start("dotnet", new ProcessSettings { Arguments = arguments, WorkingDirectory = context.Environment.WorkingDirectory });
            process.WaitForExit();
            if (process.GetExitCode() is not 0 and var exitCode)
                throw new CakeException(exitCode, $"Publishing {target} as an image failed.");
            return PublishedImage.ReadAll(results, start);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    /// <summary>MSBuild cuts what the command line gives a property at ',' and ';'.</summary>
    private static string Escape(string value) => value.Replace("%", "%25", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal);
}
