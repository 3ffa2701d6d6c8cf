using System.Buffers;
using System.Security.Cryptography;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Inspection.Assemblies;
using ImageBuild.Tar;

namespace ImageBuild.Inspection.Layers;

/// <summary>Reads layers as a stream, however they are packed, and writes nothing. Layers may come from anybody.</summary>
/// <param name="limits">How much is read.</param>
/// <param name="keep">The paths of files whose content is kept.</param>
internal sealed class LayerReader(LayerLimits limits, Func<string, bool> keep)
{
    /// <summary>Reads a layer to its end and measures everything on the way. Whether it is the layer that was announced is for the caller to compare.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LayerUnreadable"/>, <see cref="ErrorCodes.LayerUnsafe"/>,
    /// <see cref="ErrorCodes.LayerTooLarge"/>, and whatever the source of the bytes throws.</exception>
    public Task<LayerContents> ReadAsync(IBlob layer, LayerDetail detail, LayerBudget budget, CancellationToken cancellationToken) =>
        // The decoders and the tar reader are synchronous: on a thread of their own they keep nobody waiting.
        Task.Run(
            async () =>
            {
                var source = await layer.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (source.ConfigureAwait(false))
                    return Read(source, layer.Descriptor, detail, budget, cancellationToken);
            },
            cancellationToken);

    private LayerContents Read(Stream source, Descriptor layer, LayerDetail detail, LayerBudget budget, CancellationToken cancellationToken)
    {
        var name = $"The layer {layer.Digest}";
        using var packed = new MeasuredStream(source, layer.Size, () => ErrorCodes.DigestMismatch.Error($"{name} has more than the {layer.Size} bytes that were announced."));
        try
        {
            var format = PackedLayer.Detect(packed.Peek(PackedLayer.MagicLength));
            var limit = limits.ExpandedSizeOf(layer.Size);
            using var decoder = format == CompressionFormat.None ? null : PackedLayer.Open(packed, format);
            using var expanded = new MeasuredStream(
                decoder ?? packed, limit, () => ErrorCodes.LayerTooLarge.Error($"{name} of {layer.Size} bytes unpacks to more than {limit} bytes."));

            var (entries, documents) = ReadEntries(name, new SafeTarReader(expanded), detail, budget, cancellationToken);
            var diffId = expanded.Complete();
            return new LayerContents(packed.Complete(), packed.Count, diffId, expanded.Count, format, entries) { Documents = documents };
        }
        catch (Exception exception) when (PackedLayer.IsDamage(exception))
        {
            // Bytes that were changed on the way explain everything else; only of the right bytes it can be said that the layer is wrong.
            var digest = packed.Complete();
            throw digest == layer.Digest
                ? ErrorCodes.LayerUnreadable.Error($"{name} cannot be read: {exception.Message}.", inner: exception)
                : ErrorCodes.DigestMismatch.Error($"{name} hashes to {digest}.", inner: exception);
        }
    }

    private (IReadOnlyList<LayerEntry> Entries, IReadOnlyDictionary<string, byte[]> Documents) ReadEntries(
        string name, SafeTarReader tar, LayerDetail detail, LayerBudget budget, CancellationToken cancellationToken)
    {
        var entries = new List<LayerEntry>();
        var documents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (tar.TryReadNext(out var header))
        {
            cancellationToken.ThrowIfCancellationRequested();
            budget.TakeEntry(name, header.Path.Length + header.LinkTarget.Length);
            var entry = Convert(name, header);
            var isKept = keep(entry.Path);
            if (entry.Type == LayerEntryType.File)
            {
                if (isKept)
                    budget.TakeDocument(name, entry.Size);
                (entry, var content) = Examine(tar, entry, detail, isKept);
                if (isKept && content is not null)
                    documents[entry.Path] = content;
            }
            else if (isKept && entry.Type == LayerEntryType.HardLink && documents.TryGetValue(entry.LinkTarget!, out var linked))
            {
                documents[entry.Path] = linked;
            }

            entries.Add(entry);
        }

        return (entries, documents);
    }

    /// <summary>Finds out about a file what was asked for; its content comes along where it had to be read as a whole.</summary>
    private (LayerEntry Entry, byte[]? Content) Examine(SafeTarReader tar, LayerEntry entry, LayerDetail detail, bool isKept)
    {
        var looksInside = detail.HasFlag(LayerDetail.Assemblies) && AssemblyReader.IsCandidate(entry.Path);
        if ((!isKept && !looksInside) || entry.Size > limits.Document)
            return (detail.HasFlag(LayerDetail.Digests) ? entry with { Digest = Hash(tar) } : entry, null);

        var content = tar.ReadContent(entry.Size);
        return (entry with
        {
            Digest = detail.HasFlag(LayerDetail.Digests) ? Digest.Of(content) : null,
            Assembly = looksInside ? AssemblyReader.Read(entry.Path, content) : null,
        }, content);
    }

    private static Digest Hash(SafeTarReader tar)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            int read;
            while ((read = tar.Read(buffer)) > 0)
                hash.AppendData(buffer, 0, read);
            return Digest.FromHash(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static LayerEntry Convert(string name, ArchivedEntry header)
    {
        var type = header.Type switch
        {
            '1' => LayerEntryType.HardLink,
            '2' => LayerEntryType.SymbolicLink,
            '3' => LayerEntryType.CharacterDevice,
            '4' => LayerEntryType.BlockDevice,
            '5' => LayerEntryType.Directory,
            '6' => LayerEntryType.Pipe,
            _ => LayerEntryType.File,
        };
        var path = ArchivePath.Normalise(header.Path) ?? throw ErrorCodes.LayerUnsafe.Error($"{name} is refused: '{header.Path}' is not a path below the root.");
        if (path.Length == 0 && type != LayerEntryType.Directory)
            throw ErrorCodes.LayerUnsafe.Error($"{name} is refused: the root is not a directory.");
        var target = type switch
        {
            LayerEntryType.HardLink => ArchivePath.Normalise(header.LinkTarget) is { Length: > 0 } linked
                ? linked
                : throw ErrorCodes.LayerUnsafe.Error($"{name} is refused: the hard link '{path}' leads to '{header.LinkTarget}'."),
            LayerEntryType.SymbolicLink => header.LinkTarget,
            _ => null,
        };
        return new LayerEntry(path, type, header.Mode, header.UserId, header.GroupId, header.Size, Time(header.Modified), target);
    }

    private static DateTimeOffset Time(double seconds) =>
        seconds is >= -62_135_596_800 and <= 253_402_300_799 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : DateTimeOffset.UnixEpoch;
}
