using System.Runtime.InteropServices;

namespace ImageBuild.Content;

/// <summary>Bytes in memory as a stream.</summary>
internal static class MemoryBytes
{
    /// <summary>A readable stream over the bytes themselves. ICU's data alone is 32 MB; a copy for every reader would double the peak.</summary>
    public static Stream Open(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array) && array.Array is not null
            ? new MemoryStream(array.Array, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
