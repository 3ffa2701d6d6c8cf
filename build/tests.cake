using System.Xml.Linq;

var Tests = new TestCount();

class TestCount
{
    public int Passed;
    public int Failed;
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
        Error($"{project.GetFilename()} left no report: its run broke off.");
        Tests.Failed++;
        return;
    }

    var outcomes = XDocument.Load(report).Descendants()
        .Where(element => element.Name.LocalName == "UnitTestResult")
        .GroupBy(element => (string?)element.Attribute("outcome") == "Passed")
        .ToDictionary(group => group.Key, group => group.Count());
    var passed = outcomes.GetValueOrDefault(true);

    // A test that was skipped did not pass, so it counts as a failure.
    var failed = outcomes.GetValueOrDefault(false);
    if (passed + failed == 0)
    {
        Error($"{project.GetFilename()} ran no tests.");
        failed = 1;
    }

    Information($"{project.GetFilenameWithoutExtension()}: {passed} passed, {failed} failed");
    Tests.Passed += passed;
    Tests.Failed += failed;
}

// --benchmark=all|publish|push|layers|compression|tar; without it what bench/README.md says a reader wants first.
void RunBenchmarks() => DotNetRun(
    $"{Root}/bench/ImageBuild.Benchmarks/ImageBuild.Benchmarks.csproj",
    new ProcessArgumentBuilder().Append(Argument("benchmark", "publish")),
    new DotNetRunSettings { Configuration = Configuration });
