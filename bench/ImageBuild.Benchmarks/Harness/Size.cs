using System.Globalization;

namespace ImageBuild.Benchmarks.Harness;

/// <summary>Numbers of bytes for people: 1 MB = 1,000,000 bytes.</summary>
internal static class Size
{
    /// <summary>"38.14 MB".</summary>
    public static string MB(long bytes) => (bytes / 1e6).ToString("0.00 'MB'", CultureInfo.InvariantCulture);

    /// <summary>"0", "412", "2.4 kB", "34.75 MB".</summary>
    public static string Short(long bytes) => bytes switch
    {
        < 1000 => bytes.ToString(CultureInfo.InvariantCulture),
        < 1_000_000 => (bytes / 1e3).ToString("0.0 'kB'", CultureInfo.InvariantCulture),
        _ => MB(bytes),
    };
}
