using System.Globalization;

namespace ImageBuild.Content;

/// <summary>Numbers of bytes for people.</summary>
public static class ByteSize
{
    /// <summary>Below this one round trip takes longer than the bytes.</summary>
    private const long RateLimit = 100_000;

    /// <summary>The number in the unit people read best, in powers of ten: "822 B", "35.5 kB", "74.1 MB".</summary>
    public static string Text(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
    };

    /// <summary>How fast bytes went: "12.3 MB/s".</summary>
    /// <returns>Null where there were so few that the number would say nothing about the connection.</returns>
    public static string? Rate(long bytes, TimeSpan elapsed) =>
        bytes < RateLimit || elapsed <= TimeSpan.Zero ? null : $"{Text((long)(bytes / elapsed.TotalSeconds))}/s";
}
