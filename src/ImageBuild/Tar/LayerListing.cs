using ImageBuild.Diagnostics;

namespace ImageBuild.Tar;

/// <summary>Reads the tar of somebody else's layer: what is in it, and the contents of chosen files.</summary>
/// <remarks>
/// Read as if it were hostile: names that lead out of the root are refused, there are limits, nothing is written anywhere.
/// Whiteouts (OCI image layer specification, "Whiteouts") come as the empty files they are.
/// </remarks>
internal static class LayerListing
{
    private const int EntryLimit = 2_000_000;
    private const long ContentLimit = 64L << 20;

    /// <summary>Reads all entries. Devices and pipes are passed over; a hard link counts as the file it leads to.</summary>
    /// <param name="tar">The tar, not compressed.</param>
    /// <param name="hasContent">Whose contents are kept; all other files come without.</param>
    /// <param name="what">What to call the layer in messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    /// <exception cref="InvalidDataException">It is not a tar archive, or one of a form runtimes do not read.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public static IReadOnlyList<TarEntry> Read(Stream tar, Func<string, bool> hasContent, string what, CancellationToken cancellationToken)
    {
        var entries = new List<TarEntry>();
        var contents = new Dictionary<string, FileContent>(StringComparer.Ordinal);
        long kept = 0;
        var reader = new SafeTarReader(tar);
        while (reader.TryReadNext(out var header))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entries.Count == EntryLimit)
                throw ErrorCodes.InvalidImage.Error($"{what} has more than {EntryLimit} files.");
            var path = ArchivePath.Normalise(header.Path) ?? throw ErrorCodes.InvalidImage.Error($"{what} has '{header.Path}', which leads out of the image.");
            if (path.Length > 0 && Convert(header, path) is { } entry)
                entries.Add(entry with { UserId = Id(header.UserId), GroupId = Id(header.GroupId) });
        }

        return entries;

        TarEntry? Convert(ArchivedEntry header, string path)
        {
            switch (header.Type)
            {
                case '0':
                    if (hasContent(path))
                        contents[path] = Content(header);
                    return new TarEntry(path, TarEntryKind.File, header.Mode) { Content = contents.GetValueOrDefault(path) };
                case '1':
                    return new TarEntry(path, TarEntryKind.File, header.Mode) { Content = contents.GetValueOrDefault(ArchivePath.Normalise(header.LinkTarget) ?? "") };
                case '2':
                    return TarEntry.SymbolicLink(path, header.LinkTarget);
                case '5':
                    return TarEntry.Directory(path, header.Mode);
                default:
                    return null;
            }
        }

        FileContent Content(ArchivedEntry header)
        {
            kept += header.Size;
            if (kept > ContentLimit)
                throw ErrorCodes.InvalidImage.Error($"{what} has unreasonably large files, such as '{header.Path}' with {header.Size} bytes.");
            return FileContent.FromBytes(reader.ReadContent(header.Size));
        }
    }

    /// <summary>Owners beyond what an entry of ours can say are nobody that is asked for.</summary>
    private static int Id(long id) => (int)Math.Clamp(id, 0, int.MaxValue);
}
