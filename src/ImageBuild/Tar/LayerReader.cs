using System.Formats.Tar;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tar;

/// <summary>Reads the tar of somebody else's layer: what is in it, and the contents of chosen files.</summary>
/// <remarks>
/// Read as if it were hostile: names that lead out of the root are refused, there are limits, nothing is written anywhere.
/// Whiteouts (OCI image layer specification, "Whiteouts") come as the empty files they are.
/// </remarks>
internal static class LayerReader
{
    private const int EntryLimit = 2_000_000;
    private const long ContentLimit = 64L << 20;

    /// <summary>Reads all entries. Devices and pipes are passed over; a hard link counts as the file it leads to.</summary>
    /// <param name="tar">The tar, not compressed.</param>
    /// <param name="hasContent">Whose contents are kept; all other files come without.</param>
    /// <param name="what">What to call the layer in messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    public static IReadOnlyList<TarEntry> Read(Stream tar, Func<string, bool> hasContent, string what, CancellationToken cancellationToken)
    {
        var entries = new List<TarEntry>();
        var contents = new Dictionary<string, FileContent>(StringComparer.Ordinal);
        long kept = 0;
        using var reader = new TarReader(tar, leaveOpen: true);
        while (reader.GetNextEntry() is { } source)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entries.Count == EntryLimit)
                throw ErrorCodes.InvalidImage.Error($"{what} has more than {EntryLimit} files.");
            var path = Normalise(source.Name) ?? throw ErrorCodes.InvalidImage.Error($"{what} has '{source.Name}', which leads out of the image.");
            if (path.Length > 0 && Convert(source, path) is { } entry)
                entries.Add(entry with { UserId = source.Uid, GroupId = source.Gid });
        }

        return entries;

        TarEntry? Convert(System.Formats.Tar.TarEntry source, string path)
        {
            switch (source.EntryType)
            {
                case TarEntryType.Directory:
                    return TarEntry.Directory(path, (int)source.Mode);
                case TarEntryType.SymbolicLink:
                    return TarEntry.SymbolicLink(path, source.LinkName);
                case TarEntryType.HardLink:
                    return new TarEntry(path, TarEntryKind.File, (int)source.Mode) { Content = contents.GetValueOrDefault(Normalise(source.LinkName) ?? "") };
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    if (hasContent(path))
                        contents[path] = Content(source);
                    return new TarEntry(path, TarEntryKind.File, (int)source.Mode) { Content = contents.GetValueOrDefault(path) };
                default:
                    return null;
            }
        }

        FileContent Content(System.Formats.Tar.TarEntry source)
        {
            kept += source.Length;
            if (kept > ContentLimit)
                throw ErrorCodes.InvalidImage.Error($"{what} has unreasonably large files, such as '{source.Name}' with {source.Length} bytes.");
            using var memory = new MemoryStream();
            source.DataStream?.CopyTo(memory);
            return FileContent.FromBytes(memory.ToArray());
        }
    }

    /// <summary>Layers have "./etc", "etc/" and "/etc" for the same; null where a path leads upwards.</summary>
    private static string? Normalise(string path)
    {
        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToArray();
        return parts.Contains("..") || path.Contains('\0', StringComparison.Ordinal) ? null : string.Join('/', parts);
    }
}
