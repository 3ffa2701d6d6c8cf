using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>How to make a layer, and what identifies it before it is made.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">For people.</param>
/// <param name="Identity">Changes whenever the entries would: two recipes with one identity make the same tar.</param>
/// <param name="Entries">Makes the entries; called only when no cache knows the layer.</param>
public sealed record LayerRecipe(
    LayerKind Kind, string Name, Digest Identity, Func<CancellationToken, Task<IReadOnlyList<TarEntry>>> Entries)
{
    /// <summary>What the entries unpack to, where something that is trusted says so; null has them made to find out.</summary>
    public Digest? KnownDiffId { get; init; }

    /// <summary>Raised whenever the code that turns entries into tar bytes changes them.</summary>
    public const int Version = 1;

    /// <summary>The recipe of a planned layer: its identity is a listing of the entries with what identifies their contents.</summary>
    public static LayerRecipe Of(PlannedLayer layer) =>
        new(layer.Kind, layer.Name, EntryListing.DigestOf(layer.Entries), _ => Task.FromResult(layer.Entries));

    /// <summary>Names the tar, however it is packed.</summary>
    public Digest TarKey => Digest.Of($"tar v{Version}\n{Identity}\n");

    /// <summary>The key under which a cache finds the finished layer.</summary>
    public Digest KeyFor(CompressionRecipe compression) => Digest.Of($"layer v{Version}\n{compression}\n{Identity}\n");
}
