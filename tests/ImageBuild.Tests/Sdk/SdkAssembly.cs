using System.Reflection;
using System.Runtime.Loader;

namespace ImageBuild.Tests.Sdk;

/// <summary>The SDK's own container support, so that rules of ours are compared with what it really does.</summary>
internal static class SdkAssembly
{
    private static readonly string Folder = NewestSdk();

    /// <summary>Types of the assembly with the SDK's tasks.</summary>
    public static Assembly Containers { get; } = new SdkContext().LoadFromAssemblyPath(Path.Combine(Folder, "Containers", "tasks", "net10.0", "Microsoft.NET.Build.Containers.dll"));

    /// <summary>A type of one of the SDK's assemblies, as the tasks see it.</summary>
    public static Type MSBuildType(string assembly, string name) => AssemblyLoadContext.GetLoadContext(Containers)!.LoadFromAssemblyName(new AssemblyName(assembly)).GetType(name, throwOnError: true)!;

    private static string NewestSdk()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "sdk"));
        return Directory.GetDirectories(root, "10.*").OrderByDescending(folder => Version.Parse(Path.GetFileName(folder).Split('-')[0])).First();
    }

    private sealed class SdkContext() : AssemblyLoadContext("the SDK's container tasks")
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            ((string[])[Path.Combine(Folder, "Containers", "tasks", "net10.0"), Folder])
                .Select(folder => Path.Combine(folder, assemblyName.Name + ".dll"))
                .FirstOrDefault(File.Exists) is { } file && !assemblyName.Name!.StartsWith("System.", StringComparison.Ordinal)
                ? LoadFromAssemblyPath(file)
                : null;
    }
}
