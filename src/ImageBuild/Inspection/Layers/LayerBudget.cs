using ImageBuild.Diagnostics;

namespace ImageBuild.Inspection.Layers;

/// <summary>What may still be kept in memory of layers that are kept together. Several threads take from it.</summary>
internal sealed class LayerBudget(LayerLimits limits)
{
    private long _entries = limits.Entries;
    private long _names = limits.Names;
    private long _documents = limits.Documents;

    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LayerTooLarge"/>.</exception>
    public void TakeEntry(string layer, int nameLength)
    {
        if (Interlocked.Decrement(ref _entries) < 0)
            throw ErrorCodes.LayerTooLarge.Error($"{layer} has too many entries: with the layers before it more than {limits.Entries}.");
        if (Interlocked.Add(ref _names, -nameLength) < 0)
            throw ErrorCodes.LayerTooLarge.Error($"{layer} has too long names: with the layers before it more than {limits.Names} characters.");
    }

    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LayerTooLarge"/>.</exception>
    public void TakeDocument(string layer, long size)
    {
        if (Interlocked.Add(ref _documents, -size) < 0)
            throw ErrorCodes.LayerTooLarge.Error($"{layer} has too large package databases: with the layers before it more than {limits.Documents} bytes.");
    }
}
