using ImageBuild.Compression;
using ImageBuild.Content;

namespace ImageBuild.Layers;

/// <summary>Knows layers that somebody packed before, somewhere else than on this machine.</summary>
/// <remarks>
/// Asked by what a layer unpacks to, which this machine has worked out itself: so whatever a source answers, no other files than
/// ours get into the image. Runtimes compare the diffID when they unpack.
/// </remarks>
public interface ILayerSource
{
    /// <summary>Finds the packed bytes of a layer.</summary>
    /// <param name="diffId">Works out what it unpacks to. That reads the whole layer, so a source that knows none does not ask.</param>
    /// <param name="packing">How it is packed; another packing would be another digest than a build without the source has.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null where the source does not know the layer, or cannot be asked: that costs time, nothing else.</returns>
    Task<IBlob?> FindAsync(Func<Task<Digest>> diffId, CompressionRecipe packing, CancellationToken cancellationToken);
}
