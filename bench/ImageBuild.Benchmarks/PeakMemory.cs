using System.Diagnostics;
using System.Globalization;

namespace ImageBuild.Benchmarks;

/// <summary>The largest resident size a process had.</summary>
internal static class PeakMemory
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Bytes. The system keeps the peak (VmHWM), so only the last moments before the end can be missed.</summary>
    public static async Task<long> WatchAsync(Process process)
    {
        var file = $"/proc/{process.Id}/status";
        long peak = 0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, Read(file));
            await Task.Delay(Interval);
        }

        return peak;
    }

    private static long Read(string file)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..^" kB".Length], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
