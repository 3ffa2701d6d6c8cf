using System.Diagnostics.CodeAnalysis;
using System.Runtime.Loader;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace ImageBuild.Compression;

/// <summary>Zstandard, one frame a block. Decoders read joined frames as one stream (RFC 8878, section 3).</summary>
/// <remarks>
/// A publish is over before the runtime has compiled ZstdSharp's loops well: it begins with code that is quick to make and slow to run, and
/// replaces that in steps. Assemblies that could be unloaded again have no such steps, everything in them is compiled well at once. So the
/// library is loaded once more in that way; docs/decisions/0002-compression.md has what it saves.
/// </remarks>
internal sealed class ZstdBlockCompressor : IBlockCompressor
{
    /// <summary>
    /// Level 3 with tables that fit into the nearest caches, and matches from four bytes on, which makes up for it; measured in
    /// docs/decisions/0002-compression.md.
    /// </summary>
    private static readonly (ZSTD_cParameter Parameter, int Value)[] FastTables =
        [(ZSTD_cParameter.ZSTD_c_hashLog, 15), (ZSTD_cParameter.ZSTD_c_chainLog, 15), (ZSTD_cParameter.ZSTD_c_minMatch, 4)];

    private const string NotTrimmed = "The same members are used directly as well, so they are there.";

    private static readonly Lazy<Type?> WellCompiled = new(Load);

    private readonly IDisposable _compressor;
    private readonly Wrap _wrap;

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = NotTrimmed)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = NotTrimmed)]
    public ZstdBlockCompressor(CompressionEffort effort)
    {
        var (level, parameters) = effort == CompressionEffort.Small ? (9, []) : (3, FastTables);
        if (WellCompiled.Value is { } type)
        {
            _compressor = (IDisposable)Activator.CreateInstance(type, level)!;
            var set = type.GetMethod(nameof(Compressor.SetParameter))!;
            foreach (var (parameter, value) in parameters)
                set.Invoke(_compressor, [Enum.ToObject(set.GetParameters()[0].ParameterType, (int)parameter), value]);
            _wrap = type.GetMethod(nameof(Compressor.Wrap), [typeof(ReadOnlySpan<byte>), typeof(Span<byte>)])!.CreateDelegate<Wrap>(_compressor);
        }
        else
        {
            var compressor = new Compressor(level);
            foreach (var (parameter, value) in parameters)
                compressor.SetParameter(parameter, value);
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
