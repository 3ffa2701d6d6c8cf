using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ImageBuild.Benchmarks.Harness;

/// <summary>Text and tables of one benchmark; printed, and kept as artifacts/bench/NAME.md.</summary>
internal sealed class Report(string name, string title)
{
    private readonly StringBuilder _text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# {title}\n\n{Machine()}\n");

    public Report Heading(string heading) => Append($"\n## {heading}\n");

    public Report Paragraph(string paragraph) => Append($"\n{paragraph}\n");

    public Report Table(MarkdownTable table) => Append($"\n{table}");

    /// <summary>Prints and writes what was added.</summary>
    public void Save()
    {
        Console.WriteLine(_text);
        SaveTo(Path.Combine(Surroundings.Results, name + ".md"));
    }

    /// <summary>Writes it somewhere else, too.</summary>
    public void SaveTo(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, _text.ToString());
        Console.Error.WriteLine($"Written to {Path.GetRelativePath(Surroundings.RepositoryRoot, file)}");
    }

    private Report Append(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>What a reader needs to judge the figures; nothing that names the machine.</summary>
    private static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors ({Processor()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB of memory. Times as median (smallest–largest).");

    /// <summary>As Linux calls it: "AMD EPYC 7763 64-Core Processor".</summary>
    private static string Processor() => File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line.Split(':')[1].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
