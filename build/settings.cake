// Where things are and how they are called. Everything else in build/ reads these.
var Root = MakeAbsolute(Directory(".."));
var Solution = $"{Root}/ImageBuild.sln";
var Artifacts = $"{Root}/artifacts";
var Packages = $"{Artifacts}/packages";
var Configuration = Argument("configuration", "Release");
var OnCi = string.Equals(EnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

// NuGet and MSBuild cache by version, so packages under test must never reuse one.
var Version = Argument("package-version", $"{VersionPrefix()}-dev.{DateTime.UtcNow:yyyyMMddHHmmss}");

// No build server outlives the build: it would hold task assemblies that the next pack replaces.
Environment.SetEnvironmentVariable("MSBUILDDISABLENODEREUSE", "1");
Environment.SetEnvironmentVariable("DOTNET_CLI_USE_MSBUILD_SERVER", "0");
Environment.SetEnvironmentVariable("UseSharedCompilation", "false");
Environment.SetEnvironmentVariable("DOTNET_NOLOGO", "1");

string VersionPrefix() => XmlPeek($"{Root}/Directory.Build.props", "/Project/PropertyGroup/VersionPrefix");

// One version reaches restore, build and pack alike; the dependencies between our packages are written from it.
DotNetMSBuildSettings Versioned() => new DotNetMSBuildSettings().WithProperty("Version", Version);

void Run(string tool, ProcessArgumentBuilder arguments, string what)
{
    var exitCode = StartProcess(tool, new ProcessSettings { Arguments = arguments, WorkingDirectory = Root });
    if (exitCode != 0)
        throw new CakeException($"{what} failed with exit code {exitCode}.");
}
