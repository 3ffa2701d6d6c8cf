using System.Diagnostics.CodeAnalysis;
using System.Runtime.Loader;
using ZstdSharp;

namespace ImageBuild.Compression;

/// <summary>Zstandard, one frame a block. Decoders read joined frames as one stream (RFC 8878, section 3).</summary>
/// <remarks>
/// A publish is over before the runtime has compiled ZstdSharp's loops well: it begins with code that is quick to make and slow to run, and
/// replaces that in steps. Assemblies that could be unloaded again have no such steps, everything in them is compiled well at once. So the
/// library is loaded once more in that way; docs/decisions/0002-compression.md has what it saves.
/// </remarks>
internal sealed class ZstdBlockCompressor : IBlockCompressor
{
    private const string NotTrimmed = "The same members are used directly as well, so they are there.";

    private static readonly Lazy<Type?> WellCompiled = new(Load);

    private readonly IDisposable _compressor;
    private readonly Wrap _wrap;

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = NotTrimmed)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = NotTrimmed)]
    public ZstdBlockCompressor(int level)
    {
        if (WellCompiled.Value is { } type)
        {
            _compressor = (IDisposable)Activator.CreateInstance(type, level)!;
            _wrap = type.GetMethod(nameof(Compressor.Wrap), [typeof(ReadOnlySpan<byte>), typeof(Span<byte>)])!.CreateDelegate<Wrap>(_compressor);
        }
        else
        {
            var compressor = new Compressor(level);
            (_compressor, _wrap) = (compressor, compressor.Wrap);
        }
    }

    private delegate int Wrap(ReadOnlySpan<byte> source, Span<byte> destination);

    public int Compress(ReadOnlySpan<byte> window, int start, Span<byte> output) => _wrap(window[start..], output);

    public void Dispose() => _compressor.Dispose();

    /// <returns>Null where the library has no file of its own, as in programs that are compiled ahead of time or are a single file.</returns>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location is what is asked for.")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = NotTrimmed)]
    private static Type? Load() => typeof(Compressor).Assembly.Location is { Length: > 0 } file
        ? new AssemblyLoadContext("ImageBuild zstd", isCollectible: true).LoadFromAssemblyPath(file).GetType(typeof(Compressor).FullName!, throwOnError: true)
        : null;
}
