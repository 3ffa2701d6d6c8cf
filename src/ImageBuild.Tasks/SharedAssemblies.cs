using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace ImageBuild.Tasks;

/// <summary>Finds the libraries that all machines share: this assembly lies in a folder of its own for each kind of machine.</summary>
internal static class SharedAssemblies
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "MSBuild offers no other hook before the first type of a library is needed.")]
    internal static void Register()
    {
        var own = typeof(SharedAssemblies).Assembly;
        if (AssemblyLoadContext.GetLoadContext(own) is not { } context || Path.GetDirectoryName(own.Location) is not { Length: > 0 } folder)
            return;
        context.Resolving += (asking, name) =>
            Path.Combine(folder, "..", "any", name.Name + ".dll") is var file && File.Exists(file) ? asking.LoadFromAssemblyPath(Path.GetFullPath(file)) : null;
    }
}
