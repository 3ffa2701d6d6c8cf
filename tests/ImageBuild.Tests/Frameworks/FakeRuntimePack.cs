using ImageBuild.Frameworks;

namespace ImageBuild.Tests.Frameworks;

/// <summary>A folder as NuGet leaves it for a runtime pack, with a few tiny files.</summary>
internal static class FakeRuntimePack
{
    public const string Version = "10.0.1";

    public static RuntimePack Create(TemporaryFolder folder, string framework = RuntimePack.BaseFramework, string hash = "aGFzaA==")
    {
        var id = $"{framework}.Runtime.linux-x64";
        var root = $"packages/{id.ToLowerInvariant()}/{Version}";
        folder.File($"{root}/.nupkg.metadata", $$"""{"version":2,"contentHash":"{{hash}}","source":"a feed"}""");
        folder.File($"{root}/{id}.nuspec", "<package/>");
        folder.File($"{root}/LICENSE.TXT", "MIT");
        folder.File($"{root}/THIRD-PARTY-NOTICES.TXT", "others");
        folder.File($"{root}/data/RuntimeList.xml", "<list/>");
        folder.File($"{root}/runtimes/linux-x64/lib/net10.0/System.Runtime.dll", "managed");
        folder.File($"{root}/runtimes/linux-x64/lib/net10.0/{framework}.deps.json", "{}");
        if (framework == RuntimePack.BaseFramework)
        {
            folder.File($"{root}/runtimes/linux-x64/native/libcoreclr.so", "native");
            folder.File($"{root}/runtimes/linux-x64/native/libhostfxr.so", "resolver");
            folder.File($"{root}/runtimes/linux-x64/native/libhostpolicy.so", "policy");
            folder.File($"{root}/runtimes/linux-x64/native/createdump", "program");
        }

        return new RuntimePack(id, Version, "linux-x64", Path.Combine(folder.Path, root));
    }
}
