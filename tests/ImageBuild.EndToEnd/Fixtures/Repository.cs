using System.Reflection;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The checkout these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string Sample(string name) => Path.Combine(Root, "samples", name);
}
