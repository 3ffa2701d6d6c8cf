using ImageBuild.Content;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Tar;

/// <summary>What each writer makes of the same few files, in a process of its own.</summary>
/// <remarks>Two processes print the same lines where the bytes depend on the files alone.</remarks>
internal static class Fingerprints
{
    /// <summary>Names a layer can hold: short, beyond ustar's 100 bytes with and without a '/' to cut at, and not ASCII.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "app.dll",
        $"wwwroot/{new string('d', 80)}/{new string('f', 90)}.js",
        $"{new string('n', 140)}.dll",
        "wwwroot/größe.txt",
    ];

    /// <summary>Writes the files that <see cref="Names"/> names.</summary>
    public static void CreateFiles(string folder)
    {
        foreach (var name in Names)
        {
            var file = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, name);
        }
    }

    /// <summary>The ways in which a library can be asked, in the order of the table.</summary>
    public static IReadOnlyList<(string Name, Action<ITarCandidate, string, IEnumerable<string>, Stream> Write)> Ways { get; } =
    [
        ("all set", (candidate, folder, names, output) =>
            candidate.WriteControlled(names.Select(name => TarEntry.File(name, FileContent.FromFile(Path.Combine(folder, name)))), output)),
        ("defaults", (candidate, _, names, output) => candidate.WriteDefaults(names, output)),
        ("from disk", (candidate, folder, names, output) => candidate.WriteFromDisk(folder, names, output)),
    ];

    /// <summary>"writer TAB way TAB digest", a line each; only of the names that the writer takes.</summary>
    public static void Print(string folder)
    {
        foreach (var candidate in TarCandidates.All)
        {
            foreach (var (way, write) in Ways)
                Console.WriteLine($"{candidate.Name}\t{way}\t{Digest.Of(Archive(candidate, write, folder))}");
        }
    }

    /// <summary>The archive of the names that the writer takes.</summary>
    public static byte[] Archive(ITarCandidate candidate, Action<ITarCandidate, string, IEnumerable<string>, Stream> write, string folder)
    {
        var output = new MemoryStream();
        write(candidate, folder, AcceptedBy(candidate), output);
        return output.ToArray();
    }

    /// <summary>Those of <see cref="Names"/> that the writer can say.</summary>
    public static IReadOnlyList<string> AcceptedBy(ITarCandidate candidate) => [.. Names.Where(name => Accepts(candidate, name))];

    private static bool Accepts(ITarCandidate candidate, string name)
    {
        try
        {
            candidate.WriteDefaults([name], Stream.Null);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
