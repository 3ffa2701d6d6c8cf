using System.Text.RegularExpressions;

void PackAll()
{
    EnsureDirectoryExists(Packages);
    RemoveEarlierPackages();

    // A tool's package holds all that lies in its publish folder, also what an earlier build left there.
    CleanDirectories($"{Root}/src/*/bin/{Configuration}/*/publish");
    foreach (var project in GetFiles($"{Root}/src/*/*.csproj").OrderBy(file => file.FullPath, StringComparer.Ordinal))
        DotNetPack(project.FullPath, new DotNetPackSettings
        {
            Configuration = Configuration,
            NoRestore = true,
            NoLogo = true,
            OutputDirectory = Packages,

            // Nothing of the folder that a package was made in gets into it, and nothing of the hour: two packs of a commit are the same bytes.
            MSBuildSettings = Versioned().WithProperty("ContinuousIntegrationBuild", "true").WithProperty("DeterministicTimestamp", CommitTime()),
        });

    // samples/ and the end-to-end tests learn from this file which version to reference.
    System.IO.File.WriteAllText($"{Packages}/version.props", $"""
        <Project>
          <PropertyGroup>
            <ImageBuildVersion>{Version}</ImageBuildVersion>
          </PropertyGroup>
        </Project>

        """);
    Information($"Packed {Version}");
}

// Also from NuGet's own folder, which would otherwise grow by one unpacked copy per pack. Releases are left alone there.
void RemoveEarlierPackages()
{
    var unpacked = new Lazy<string>(GlobalPackagesFolder);
    foreach (var package in GetFiles($"{Packages}/*.nupkg"))
    {
        var name = Regex.Match(package.GetFilename().FullPath, @"^(?<id>.+?)\.(?<version>\d+\.\d+\.\d+.*)\.nupkg$");
        var version = name.Groups["version"].Value.ToLowerInvariant();
        var copy = $"{unpacked.Value}/{name.Groups["id"].Value.ToLowerInvariant()}/{version}";
        if (version.Contains("-dev.", StringComparison.Ordinal) && DirectoryExists(copy))
            DeleteDirectory(copy, new DeleteDirectorySettings { Recursive = true, Force = true });
    }

    CleanDirectory(Packages);
}

string GlobalPackagesFolder() =>
    Lines("dotnet", "nuget locals global-packages --list").First(line => line.StartsWith("global-packages:", StringComparison.Ordinal))["global-packages:".Length..].Trim().TrimEnd('/', '\\');

// In seconds since 1970; outside of a repository NuGet takes the present time.
string CommitTime() => Lines("git", "log -1 --format=%ct").FirstOrDefault() ?? "";

IReadOnlyList<string> Lines(string tool, string arguments)
{
    StartProcess(tool, new ProcessSettings { Arguments = arguments, WorkingDirectory = Root, RedirectStandardOutput = true }, out var lines);
    return [.. lines];
}
