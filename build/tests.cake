using System.Xml.Linq;

var Tests = new TestCount();

class TestCount
{
    public int Passed;

    // What failed and why, for the end of the log: between thousands of lines nobody finds it.
    public List<string> Failures { get; } = [];
}

IEnumerable<FilePath> TestProjects() =>
    GetFiles($"{Root}/tests/*/*.csproj").OrderBy(file => file.FullPath, StringComparer.Ordinal);

bool IsEndToEnd(FilePath project) => project.GetFilenameWithoutExtension().FullPath.EndsWith(".EndToEnd", StringComparison.Ordinal);

void InstallParts() => Run("bash", new ProcessArgumentBuilder().Append("build/install-parts.sh"), "Installing the parts that the tests need");

void RunTests(IEnumerable<FilePath> projects, string? filter = null)
{
    var results = $"{Artifacts}/test-results";
    CleanDirectory(results);
    foreach (var project in projects)
    {
        var report = $"{results}/{project.GetFilenameWithoutExtension()}.trx";
        DotNetTest(project.FullPath, new DotNetTestSettings
        {
            Configuration = Configuration,
            NoBuild = true,
            NoLogo = true,
            Filter = filter,
            Loggers = { $"trx;LogFileName={report}", "console;verbosity=normal" },
            MSBuildSettings = Versioned(),

            // The count below decides; every project runs whatever the one before it did.
            HandleExitCode = _ => true,
        });
        Count(project, report);
    }
}

void Count(FilePath project, string report)
{
    if (!FileExists(report))
    {
        Tests.Failures.Add($"{project.GetFilename()} left no report: its run broke off.");
        return;
    }

    var results = XDocument.Load(report).Descendants().Where(element => element.Name.LocalName == "UnitTestResult").ToList();

    // A test that was skipped did not pass, so it counts as a failure.
    var failures = results.Where(result => (string?)result.Attribute("outcome") != "Passed").Select(Described).ToList();
    var passed = results.Count - failures.Count;
    if (results.Count == 0)
        failures.Add($"{project.GetFilename()} ran no tests.");

    Information($"{project.GetFilenameWithoutExtension()}: {passed} passed, {failures.Count} failed");
    Tests.Passed += passed;
    Tests.Failures.AddRange(failures);
}

string Described(XElement result)
{
    var error = result.Descendants().Where(element => element.Name.LocalName is "Message" or "StackTrace").Select(element => element.Value);
    return $"{(string?)result.Attribute("outcome")}: {(string?)result.Attribute("testName")}\n{string.Join("\n", error)}";
}

// --benchmark=all|publish|push|layers|compression|tar; without it what bench/README.md says a reader wants first.
void RunBenchmarks() => DotNetRun(
    $"{Root}/bench/ImageBuild.Benchmarks/ImageBuild.Benchmarks.csproj",
    new ProcessArgumentBuilder().Append(Argument("benchmark", "publish")),
    new DotNetRunSettings { Configuration = Configuration });
