using System.Reflection;
using ImageBuild.Frameworks;

namespace ImageBuild.Benchmarks;

/// <summary>Where things are. The build of this program wrote it down.</summary>
internal static class Surroundings
{
    public const string RuntimeIdentifier = "linux-x64";

    /// <summary>The checkout this program was built from.</summary>
    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    /// <summary>Tables are written here.</summary>
    public static string Results { get; } = Path.Combine(RepositoryRoot, "artifacts", "bench");

    /// <summary>The packages that the Pack target made last.</summary>
    public static string PackedPackages { get; } = Path.Combine(RepositoryRoot, "artifacts", "packages");

    /// <summary>The projects that are published.</summary>
    public static string Workloads { get; } = Path.Combine(RepositoryRoot, "bench", "workloads");

    /// <summary>The shared frameworks of an ASP.NET Core application.</summary>
    public static IReadOnlyList<RuntimePack> RuntimePacks { get; } = [Pack("Microsoft.NETCore.App"), Pack("Microsoft.AspNetCore.App")];

    private static RuntimePack Pack(string framework)
    {
        var id = $"{framework}.Runtime.{RuntimeIdentifier}";
        var version = Metadata("RuntimePackVersion");
        return new RuntimePack(id, version, RuntimeIdentifier, Path.Combine(Metadata("NuGetPackageRoot"), id.ToLowerInvariant(), version));
    }

    private static string Metadata(string key) => typeof(Surroundings).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
