using System.Globalization;

namespace ImageBuild.Registries.Uploads;

/// <summary>An upload the registry has opened: where to continue. The Location changes with every answer.</summary>
internal sealed record UploadSession(Uri Location)
{
    /// <summary>OCI-Chunk-Min-Length in bytes; 0 where not stated.</summary>
    public long MinChunkSize { get; init; }

    /// <summary>Where a Range header of an upload ends: "0-99", "bytes=0-99", Quay's "bytes=0--1". Null where it cannot be read.</summary>
    /// <returns>The number of bytes the registry says it has.</returns>
    /// <remarks>"0-0" means nothing at all in some implementations and one byte in others; nothing is the safe reading at the start.</remarks>
    public static long? ParseRange(string? range)
    {
        if (range is null)
            return null;
        var text = range.Trim();
        if (text.StartsWith("bytes", StringComparison.OrdinalIgnoreCase))
            text = text[5..].TrimStart('=', ' ');
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || !long.TryParse(text[(dash + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var last))
            return null;
        return last <= 0 ? 0 : last + 1;
    }
}
