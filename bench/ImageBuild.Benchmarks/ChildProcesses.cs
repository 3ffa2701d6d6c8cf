using System.Runtime.InteropServices;

namespace ImageBuild.Benchmarks;

/// <summary>The processor time of the programs that this one started and that have ended.</summary>
internal static partial class ChildProcesses
{
    private const int Children = -1;

    /// <summary>User and system time of all ended children and their children (getrusage, RUSAGE_CHILDREN).</summary>
    public static TimeSpan ProcessorTime()
    {
        // struct rusage of 64-bit Linux begins with two timevals, each of two longs: user time, system time.
        Span<long> usage = stackalloc long[18];
        if (GetResourceUsage(Children, ref MemoryMarshal.GetReference(usage)) != 0)
            throw new InvalidOperationException($"getrusage failed with {Marshal.GetLastPInvokeError()}.");
        return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(int who, ref long usage);
}
