namespace ImageBuild.Compression;

/// <summary>What the process holds and nobody needs: MSBuild's evaluation and restore leave several megabytes of it behind.</summary>
internal static class SpareMemory
{
    /// <summary>In bytes. A collection takes the longer the more there is (40 ms for 20 MB), so what a large solution holds is left alone.</summary>
    private const long LargestHeap = 64 * 1024 * 1024;

    /// <summary>Gives it back to the operating system, so that what is needed next does not come on top (docs/decisions/0002-compression.md).</summary>
    public static void GiveBack()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) <= LargestHeap)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
