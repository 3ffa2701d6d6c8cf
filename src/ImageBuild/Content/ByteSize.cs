using System.Globalization;

namespace ImageBuild.Content;

/// <summary>Numbers of bytes for people.</summary>
public static class ByteSize
{
    /// <summary>The number in the unit people read best, in powers of ten: "822 B", "35.5 kB", "74.1 MB".</summary>
    public static string Text(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
    };
}
