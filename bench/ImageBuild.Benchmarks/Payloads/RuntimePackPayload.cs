using ImageBuild.Frameworks;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Payloads;

/// <summary>The layer of Microsoft.NETCore.App: large, made once, pulled by everybody.</summary>
internal static class RuntimePackPayload
{
    /// <summary>The entries as the engine puts them into the layer.</summary>
    public static async Task<IReadOnlyList<TarEntry>> EntriesAsync() =>
        EntryTree.Complete(await FrameworkLayer.RecipeOf(Surroundings.RuntimePacks[0]).Entries(CancellationToken.None));

    /// <summary>The layer's tar.</summary>
    public static async Task<byte[]> TarAsync() => TarOf(await EntriesAsync());

    /// <summary>The tar of any entries.</summary>
    public static byte[] TarOf(IReadOnlyList<TarEntry> entries)
    {
        var output = new MemoryStream();
        TarWriter.Write(entries, output, CancellationToken.None);
        return output.ToArray();
    }
}
