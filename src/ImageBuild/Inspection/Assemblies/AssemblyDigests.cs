using System.Buffers;
using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using ImageBuild.Content;

namespace ImageBuild.Inspection.Assemblies;

/// <summary>Hashes the parts of an assembly that make up what it does, without those that say where and when it was compiled.</summary>
/// <remarks>ECMA-335, partition II, 24 (metadata) and 25 (file format).</remarks>
/// <param name="file">The file.</param>
/// <param name="reader">Its metadata.</param>
/// <param name="size">Its length. A file whose methods all name one large body is not hashed a million times.</param>
internal sealed class AssemblyDigests(PEReader file, MetadataReader reader, long size)
{
    private long _left = 8 * size;

    private const int HashDigits = 64;
    private static readonly SearchValues<byte> UpperHex = SearchValues.Create("0123456789ABCDEF"u8);

    /// <summary>Method bodies in the order of their definitions, the texts they load and the data that fields begin with.</summary>
    public Digest Code()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var handle in reader.MethodDefinitions)
        {
            var address = reader.GetMethodDefinition(handle).RelativeVirtualAddress;
            if (address == 0)
                continue;
            Append(hash, file.GetSectionData(address).GetContent(0, file.GetMethodBody(address).Size).AsSpan());
        }

        foreach (var handle in reader.FieldDefinitions)
        {
            var field = reader.GetFieldDefinition(handle);
            var address = field.GetRelativeVirtualAddress();
            if (address == 0)
                continue;
            var data = file.GetSectionData(address);
            Append(hash, data.GetContent(0, Math.Min(FieldSize.Of(reader, field), data.Length)).AsSpan());
        }

        Append(hash, file.GetMetadata().GetContent(reader.GetHeapMetadataOffset(HeapIndex.UserString), reader.GetHeapSize(HeapIndex.UserString)).AsSpan());
        return Digest.FromHash(hash.GetHashAndReset());
    }

    /// <summary>Everything else of the metadata, with zeros in place of what changes from build to build.</summary>
    /// <param name="attributes">Those that are told by themselves.</param>
    public Digest Metadata(IEnumerable<AssemblyAttribute> attributes)
    {
        var bytes = file.GetMetadata().GetContent().ToArray();
        Clear(reader.GetHeapMetadataOffset(HeapIndex.Guid) + (16 * (MetadataTokens.GetHeapOffset(reader.GetModuleDefinition().Mvid) - 1)), 16);
        foreach (var attribute in attributes)
        {
            var blob = reader.GetBlobReader(attribute.Blob);
            Clear(reader.GetHeapMetadataOffset(HeapIndex.Blob) + MetadataTokens.GetHeapOffset(attribute.Blob), PrefixSize(blob.Length) + blob.Length);
        }

        ClearPathHashes(bytes.AsSpan(reader.GetHeapMetadataOffset(HeapIndex.String), reader.GetHeapSize(HeapIndex.String)));

        // Addresses move with the length of a path in the debug directory; version numbers are told by themselves.
        ClearColumn(TableIndex.MethodDef, 0, 4);
        ClearColumn(TableIndex.FieldRva, 0, 4);
        ClearColumn(TableIndex.Assembly, 4, 8);

        // Tables and heaps one by one: where they lie depends on the length of the texts, which belong to the code.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var table in Enum.GetValues<TableIndex>().Where(table => (int)table < MetadataTokens.TableCount && reader.GetTableRowCount(table) > 0))
            Append(hash, bytes.AsSpan(reader.GetTableMetadataOffset(table), reader.GetTableRowCount(table) * reader.GetTableRowSize(table)));
        foreach (var heap in (HeapIndex[])[HeapIndex.String, HeapIndex.Guid, HeapIndex.Blob])
            Append(hash, bytes.AsSpan(reader.GetHeapMetadataOffset(heap), reader.GetHeapSize(heap)));
        return Digest.FromHash(hash.GetHashAndReset());

        void ClearColumn(TableIndex table, int offset, int size)
        {
            for (var row = 0; row < reader.GetTableRowCount(table); row++)
                Clear(reader.GetTableMetadataOffset(table) + (row * reader.GetTableRowSize(table)) + offset, size);
        }

        void Clear(int offset, int size) => bytes.AsSpan(offset, size).Clear();
    }

    /// <summary>Resources embedded in the assembly; null for none.</summary>
    public Digest? Resources()
    {
        var directory = file.PEHeaders.CorHeader!.ResourcesDirectory;
        if (directory.Size == 0)
            return null;
        var data = file.GetSectionData(directory.RelativeVirtualAddress);
        return Digest.Of(data.GetContent(0, Math.Min(directory.Size, data.Length)).AsSpan());
    }

    /// <summary>Types that are local to a file have a hash of its path in their name: "&lt;Program&gt;F0123…__Helper".</summary>
    private static void ClearPathHashes(Span<byte> names)
    {
        var mark = ">F"u8;
        for (var at = names.IndexOf(mark); at >= 0; at = names.IndexOf(mark))
        {
            names = names[(at + mark.Length)..];
            if (names.Length > HashDigits && !names[..HashDigits].ContainsAnyExcept(UpperHex) && names[HashDigits] == '_')
                names[..HashDigits].Clear();
        }
    }

    private void Append(IncrementalHash hash, ReadOnlySpan<byte> data)
    {
        if ((_left -= data.Length) < 0)
            throw new BadImageFormatException("parts of the file are named too often");
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        hash.AppendData(length);
        hash.AppendData(data);
    }

    /// <summary>Bytes of the compressed length before a blob.</summary>
    private static int PrefixSize(int length) => length switch
    {
        < 0x80 => 1,
        < 0x4000 => 2,
        _ => 4,
    };
}
