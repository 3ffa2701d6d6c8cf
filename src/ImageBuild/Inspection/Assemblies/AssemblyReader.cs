using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using ImageBuild.Content;

namespace ImageBuild.Inspection.Assemblies;

/// <summary>Reads assemblies and portable symbol files as data. Nothing of them is loaded or run.</summary>
internal static class AssemblyReader
{
    private const int MaxSources = 20_000;
    private const int MaxSourcePath = 4096;
    private const int MaxEmbeddedSymbols = 128 << 20;

    /// <summary>Whether a file of this name can be one.</summary>
    public static bool IsCandidate(string path) => Path.GetExtension(path) is ".dll" or ".exe" or ".pdb";

    /// <summary>The facts; null where it is none, or a damaged one.</summary>
    public static AssemblyFacts? Read(string path, byte[] content)
    {
        try
        {
            return Path.GetExtension(path) == ".pdb" ? ReadSymbols(content) : ReadAssembly(content);
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException or IOException or InvalidDataException
            or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            // Any file may have such a name, and a damaged one is still a file of the image.
            return null;
        }
    }

    private static AssemblyFacts? ReadSymbols(byte[] content)
    {
        if (!content.AsSpan().StartsWith("BSJB"u8))
            return null; // the Windows format of old compilers
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(content));
        var reader = provider.GetMetadataReader();
        return new AssemblyFacts
        {
            SymbolId = reader.DebugMetadataHeader is { } header ? SymbolId(new BlobContentId(header.Id)) : null,
            Sources = Sources(reader),
            IsDeterministic = true,
        };
    }

    private static AssemblyFacts? ReadAssembly(byte[] content)
    {
        using var file = new PEReader(new MemoryStream(content));
        if (!file.HasMetadata)
            return null;
        var reader = file.GetMetadataReader();
        var attributes = AssemblyAttributes.Read(reader);
        var debug = file.ReadDebugDirectory();
        var isDeterministic = debug.Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        var codeView = debug.Where(entry => entry.Type == DebugDirectoryEntryType.CodeView).Select(entry => (Entry: entry, Data: file.ReadCodeViewDebugDirectoryData(entry))).FirstOrDefault();
        var assembly = reader.IsAssembly ? reader.GetAssemblyDefinition() : (AssemblyDefinition?)null;
        var digests = new AssemblyDigests(file, reader, content.Length);
        return new AssemblyFacts
        {
            Name = assembly is { } named ? reader.GetString(named.Name) : null,
            Version = assembly?.Version,
            ModuleVersionId = reader.GetGuid(reader.GetModuleDefinition().Mvid),
            Attributes = [.. attributes.Select(attribute => KeyValuePair.Create(attribute.Name, attribute.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)],
            IsDeterministic = isDeterministic,
            CompiledAt = isDeterministic ? null : DateTimeOffset.FromUnixTimeSeconds((uint)file.PEHeaders.CoffHeader.TimeDateStamp),
            SymbolPath = codeView.Data.Path,
            SymbolId = codeView.Data.Path is null ? null : SymbolId(new BlobContentId(codeView.Data.Guid, codeView.Entry.Stamp)),
            Sources = EmbeddedSources(file, content, debug),
            EmbeddedPaths = EmbeddedPaths(reader),
            IsReadyToRun = file.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0,
            IsSigned = file.PEHeaders.PEHeader!.CertificateTableDirectory.Size > 0,
            Code = digests.Code(),
            Metadata = digests.Metadata(attributes),
            Resources = digests.Resources(),
        };
    }

    private static string SymbolId(BlobContentId id) => $"{id.Guid:n}{id.Stamp:x8}";

    private static IReadOnlyList<SourceFile> EmbeddedSources(PEReader file, byte[] content, IEnumerable<DebugDirectoryEntry> debug)
    {
        var embedded = debug.Where(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb).ToList();

        // The size behind the mark "MPDB" is a promise of whoever wrote the file, and memory is taken for it.
        if (embedded.Count == 0 || BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(embedded[0].DataPointer + 4)) > MaxEmbeddedSymbols)
            return [];
        using var provider = file.ReadEmbeddedPortablePdbDebugDirectoryData(embedded[0]);
        return Sources(provider.GetMetadataReader());
    }

    private static IReadOnlyList<SourceFile> Sources(MetadataReader reader) =>
    [
        .. reader.Documents.Take(MaxSources)
            .Select(reader.GetDocument)
            .Where(document => IsShort(reader, document.Name))
            .Select(document => new SourceFile(reader.GetString(document.Name), document.Hash.IsNil ? "" : Convert.ToHexStringLower(reader.GetBlobBytes(document.Hash))))
            .OrderBy(source => source.Path, StringComparer.Ordinal),
    ];

    /// <summary>A name is a list of its parts, which may name one long part a million times.</summary>
    private static bool IsShort(MetadataReader reader, DocumentNameBlobHandle name)
    {
        var parts = reader.GetBlobReader(name);
        if (parts.Length > MaxSourcePath)
            return false;
        parts.ReadByte(); // the separator
        var length = 0;
        while (parts.RemainingBytes > 0 && length <= MaxSourcePath)
            length += 1 + reader.GetBlobReader(parts.ReadBlobHandle()).Length;
        return length <= MaxSourcePath;
    }

    private static IReadOnlyList<string> EmbeddedPaths(MetadataReader reader)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        if (reader.GetHeapSize(HeapIndex.UserString) == 0)
            return [];
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = reader.GetNextHandle(handle))
        {
            var text = reader.GetUserString(handle);
            if (Path.GetExtension(text) is ".cs" or ".razor" or ".cshtml" or ".fs" or ".vb" && text.AsSpan().ContainsAny('/', '\\'))
                paths.Add(text);
        }

        return [.. paths];
    }
}
