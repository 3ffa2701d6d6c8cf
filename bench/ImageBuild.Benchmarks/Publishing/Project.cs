using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>A copy of a workload, a project or a solution of several, in a folder of its own, so that neither contender sees what the other built.</summary>
internal sealed class Project
{
    private static readonly string[] Made = ["bin", "obj"];

    /// <summary>Nothing stays behind that the next lap would find warm, and what the host of this program set does not reach the build.</summary>
    private static readonly (string Name, string? Value)[] Quiet =
    [
        ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), ("UseSharedCompilation", "false"),
        ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en"),
        ("MSBuildExtensionsPath", null), ("MSBuildSDKsPath", null), ("MSBUILD_EXE_PATH", null), ("DOTNET_HOST_PATH", null),
        ("CI", null), ("ContinuousIntegrationBuild", null), ("SOURCE_DATE_EPOCH", null),
    ];

    private readonly string _folder;
    private readonly string _file;
    private readonly string[] _platform;
    private int _revision;

    private Project(string folder, string file, string? runtimeIdentifier)
    {
        (_folder, _file) = (folder, file);
        _platform = runtimeIdentifier is null ? [] : ["-r", runtimeIdentifier, "--self-contained", "false"];
    }

    /// <summary>Where publish puts an application that is published for a platform.</summary>
    public string PublishFolder => Path.Combine(_folder, "bin", "Release", "net10.0", Surroundings.RuntimeIdentifier, "publish");

    /// <summary>Where ImageBuild expects its lock file.</summary>
    public string LockFile => Path.Combine(_folder, "imagebuild.lock.json");

    /// <summary>Copies a workload; ImageBuild's copy references the package that was packed last.</summary>
    /// <param name="workload">The folder below workloads/, and the name of the project or solution in it.</param>
    /// <param name="folder">Where the copy goes.</param>
    /// <param name="contender">Whose copy it is.</param>
    /// <param name="runtimeIdentifier">The platform it is published for; null leaves that out, as many do.</param>
    /// <exception cref="InvalidOperationException">Nothing was packed.</exception>
    public static Project Copy(string workload, string folder, Contender contender, string? runtimeIdentifier = Surroundings.RuntimeIdentifier)
    {
        CopyFolder(Path.Combine(Surroundings.Workloads, workload), folder);
        if (contender == Contender.ImageBuild)
            ReferencePackage(Path.Combine(folder, "Directory.Build.props"));
        return new Project(folder, File.Exists(Path.Combine(folder, workload + ".slnx")) ? workload + ".slnx" : workload + ".csproj", runtimeIdentifier);
    }

    /// <summary>"dotnet publish", needing the shared framework; the projects of a solution one after the other.</summary>
    /// <param name="environment">Variables for the command.</param>
    /// <param name="arguments">More arguments, such as a target.</param>
    public Task<CommandResult> PublishAsync(IEnumerable<(string Name, string? Value)> environment, IEnumerable<string> arguments)
    {
        var command = new Command(
            "dotnet",
            ["publish", _file, "-c", "Release", .. _platform, "--nologo", "-v:m", "-tl:off", "-m:1", .. arguments])
        {
            WorkingDirectory = _folder,
        };
        foreach (var (name, value) in Quiet.Concat(environment))
            command.Environment[name] = value;
        return command.RunAsync();
    }

    /// <summary>Changes one line of the program; of a solution, of one program.</summary>
    public void ChangeOneLine()
    {
        var file = Directory.EnumerateFiles(_folder, "Revision.cs", SearchOption.AllDirectories).Single();
        var lines = File.ReadAllLines(file);
        var at = Array.FindIndex(lines, line => line.Contains("const int Number", StringComparison.Ordinal));
        lines[at] = string.Create(CultureInfo.InvariantCulture, $"    public const int Number = {++_revision};");
        File.WriteAllLines(file, lines);
    }

    /// <summary>References another version of a package; in a solution all projects do. What was published goes: publish does not replace a file by an older one.</summary>
    public void UseVersion(string package, string version)
    {
        foreach (var project in Directory.EnumerateFiles(_folder, "*.csproj", SearchOption.AllDirectories))
            Directory.Delete(Path.Combine(Path.GetDirectoryName(project)!, "bin"), recursive: true);
        var central = Path.Combine(_folder, "Directory.Packages.props");
        var file = File.Exists(central) ? central : Path.Combine(_folder, _file);
        File.WriteAllText(file, Regex.Replace(File.ReadAllText(file), $"(?<=Include=\"{Regex.Escape(package)}\" Version=\")[^\"]+", version));
    }

    private static void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(source).Where(folder => !Made.Contains(Path.GetFileName(folder))))
            CopyFolder(folder, Path.Combine(target, Path.GetFileName(folder)));
    }

    /// <summary>Adds what the README says to add; where versions are managed centrally, the version goes into an item of its own.</summary>
    private static void ReferencePackage(string file)
    {
        var props = File.Exists(file) ? XDocument.Load(file) : new XDocument(new XElement("Project"));
        var reference = new XElement("PackageReference", new XAttribute("Include", "ImageBuild.Tasks"), new XAttribute("PrivateAssets", "all"));
        var version = new XAttribute("Version", PackedVersion());
        props.Root!.Add(
            new XElement("PropertyGroup", new XElement("RestoreAdditionalProjectSources", Surroundings.PackedPackages)),
            new XElement(
                "ItemGroup",
                new XAttribute("Condition", "'$(ManagePackageVersionsCentrally)' == 'true'"),
                reference,
                new XElement("PackageVersion", reference.Attribute("Include"), version)),
            new XElement(
                "ItemGroup",
                new XAttribute("Condition", "'$(ManagePackageVersionsCentrally)' != 'true'"),
                new XElement(reference.Name, reference.Attributes(), version)));
        props.Save(file);
    }

    private static string PackedVersion()
    {
        var file = Path.Combine(Surroundings.PackedPackages, "version.props");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("ImageBuildVersion").Single().Value
            : throw new InvalidOperationException($"'{file}' does not exist: run ./build.sh --target=Pack first.");
    }
}
