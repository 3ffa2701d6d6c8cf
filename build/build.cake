#nullable enable
// Entry point: ./build.sh --target=NAME. One file per concern; this one only says what depends on what.
#load "settings.cake"
#load "packages.cake"
#load "tests.cake"
#load "demo.cake"

Task("Clean")
    .Description("Removes everything that a build made.")
    .Does(() =>
    {
        CleanDirectory(Artifacts);
        foreach (var folder in new[] { "src", "tests", "samples", "bench" })
            DeleteDirectories(
                GetDirectories($"{Root}/{folder}/*/bin") + GetDirectories($"{Root}/{folder}/*/obj"),
                new DeleteDirectorySettings { Recursive = true, Force = true });
    });

Task("Restore")
    .Description("Restores src/, tests/ and bench/; on a CI machine the lock files must fit.")
    .Does(() => DotNetRestore(Solution, new DotNetRestoreSettings
    {
        LockedMode = OnCi,
        MSBuildSettings = Versioned(),
    }));

Task("Build")
    .Description("Compiles src/, tests/ and bench/.")
    .IsDependentOn("Restore")
    .Does(() => DotNetBuild(Solution, new DotNetBuildSettings
    {
        Configuration = Configuration,
        NoRestore = true,
        NoLogo = true,
        MSBuildSettings = Versioned(),
    }));

Task("Pack")
    .Description("Packs every package of src/ into artifacts/packages, all with one version.")
    .IsDependentOn("Restore")
    .Does(PackAll);

Task("Demo")
    .Description("Publishes samples/WebApi as an image, the way a user does it.")
    .IsDependentOn("Pack")
    .Does(PublishSample);

Task("Parts")
    .Description("Installs the registry, the image tools and the container runtime that the tests talk to.")
    .Does(InstallParts);

Task("Test")
    .Description("Runs all tests against the packed packages and real parts.")
    .IsDependentOn("Parts")
    .IsDependentOn("Build")
    .IsDependentOn("Pack")
    .Does(() => RunTests(TestProjects()));

Task("FastTest")
    .Description("Runs the tests that need nothing but the SDK.")
    .IsDependentOn("Build")
    .Does(() => RunTests(TestProjects().Where(project => !IsEndToEnd(project)), "Category!=Real"));

Task("Benchmark")
    .Description("Measures ImageBuild beside the SDK's own container publish.")
    .IsDependentOn("Pack")
    .Does(RunBenchmarks);

var target = Argument("target", "Build");
var countsTests = target is "Test" or "FastTest";
try
{
    RunTarget(target);
}
catch (Exception exception) when (countsTests)
{
    // A run that stops early is a failure of its own: the count must not read as a success.
    Tests.Failures.Add(exception.Message);
}

if (countsTests)
{
    foreach (var failure in Tests.Failures)
        Console.WriteLine(failure);

    Console.WriteLine($"{Tests.Passed} passed, {Tests.Failures.Count} failed");
    if (Tests.Failures.Count > 0 || Tests.Passed == 0)
        Environment.Exit(1);
}
