namespace ImageBuild.Inspection.Layers;

/// <summary>How much is read before it counts as an attack: a small blob can unpack to an endless one.</summary>
public sealed record LayerLimits
{
    /// <summary>The most bytes a layer may unpack to.</summary>
    public long ExpandedSize { get; init; } = 16L << 30;

    /// <summary>How many times its packed size a layer may unpack to, beyond <see cref="RatioFrom"/>. gzip reaches 1,032, programs and libraries 2 to 10.</summary>
    public int Ratio { get; init; } = 500;

    /// <summary>Bytes a layer of any size may unpack to; an empty database file is nothing but zeros.</summary>
    public long RatioFrom { get; init; } = 256L << 20;

    /// <summary>The most entries of all layers together. Large images have some 300,000.</summary>
    public int Entries { get; init; } = 4_000_000;

    /// <summary>The most characters of names and link targets of all layers together.</summary>
    public long Names { get; init; } = 256L << 20;

    /// <summary>The most bytes of package databases of all layers together.</summary>
    public long Documents { get; init; } = 256L << 20;

    /// <summary>The largest file that is kept in memory to look into it.</summary>
    public int Document { get; init; } = 128 << 20;

    internal long ExpandedSizeOf(long packed) => packed > ExpandedSize / Ratio ? ExpandedSize : Math.Min(ExpandedSize, Math.Max(RatioFrom, packed * Ratio));
}
