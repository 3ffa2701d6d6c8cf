using System.Text.Json;
using ImageBuild.Benchmarks.Publishing;
using ImageBuild.Content;
using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>The services of a solution below workloads/, published once.</summary>
internal static class Fleet
{
    private static string ListTargets { get; } =
        Path.Combine(Surroundings.RepositoryRoot, "bench", "ImageBuild.Benchmarks", "Layers", "ListPublishedFiles.targets");

    /// <summary>Publishes the solution; the services stay readable as long as the folder is there.</summary>
    public static async Task<IReadOnlyList<Service>> PublishAsync(string workload, TemporaryFolder folder)
    {
        Console.Error.WriteLine($"publishing {workload}");
        var root = folder[workload];
        var solution = Project.Copy(workload, root, Contender.Sdk);
        await solution.PublishAsync([], [$"-p:CustomAfterMicrosoftCommonTargets={ListTargets}"]);
        return
        [
            .. Directory.EnumerateFiles(root, "published-files.txt", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(list => Read(Path.GetRelativePath(root, list).Split(Path.DirectorySeparatorChar)[0], list)),
        ];
    }

    /// <summary>As the task of ImageBuild.Tasks does it, with a list in place of MSBuild's items.</summary>
    private static Service Read(string name, string list)
    {
        var known = File.ReadLines(list).Select(line => line.Split('|')).Select(parts => new PublishedFile(
            parts[0],
            parts[1].Length > 0 ? new FileOrigin.Package(parts[1], parts[2]) : new FileOrigin.Project(),
            parts[4],
            parts[3]));
        var publish = Path.Combine(Path.GetDirectoryName(list)!, "publish");
        var files = PublishFolder.Read(publish, "/app", known, Surroundings.RuntimeIdentifier);
        return new Service(name, [.. files.Select(Identify)], ReadNeeds(Path.Combine(publish, $"{name}.deps.json")));
    }

    /// <summary>A file that no package's hash identifies gets its content's, so that it is read once for all strategies.</summary>
    private static AppFile Identify(AppFile file) => file.Entry.Content is FileContent.OnDisk { Identity: null } content
        ? file with { Entry = file.Entry with { Content = content with { Identity = Digest.Of(File.ReadAllBytes(content.Path)).ToString() } } }
        : file;

    private static Dictionary<string, IReadOnlyList<string>> ReadNeeds(string depsFile)
    {
        using var deps = JsonDocument.Parse(File.ReadAllBytes(depsFile));
        return deps.RootElement.GetProperty("targets").EnumerateObject()
            .SelectMany(target => target.Value.EnumerateObject())
            .ToDictionary(
                library => library.Name.Split('/')[0],
                library => (IReadOnlyList<string>)(library.Value.TryGetProperty("dependencies", out var needs) ? [.. needs.EnumerateObject().Select(need => need.Name)] : []),
                StringComparer.OrdinalIgnoreCase);
    }
}
