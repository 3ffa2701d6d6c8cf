using System.Reflection.Metadata;

namespace ImageBuild.Inspection.Assemblies;

/// <summary>An attribute of an assembly.</summary>
/// <param name="Name">Without "Attribute"; with its first argument where it has two: "AssemblyMetadata(BuildDate)".</param>
/// <param name="Value">The last argument.</param>
/// <param name="Blob">Where the arguments are stored.</param>
internal sealed record AssemblyAttribute(string Name, string Value, BlobHandle Blob);

/// <summary>Reads the attributes that builds write versions, commits and dates into.</summary>
internal static class AssemblyAttributes
{
    /// <summary>ECMA-335, II.23.3: what every custom attribute's arguments begin with.</summary>
    private const ushort Prolog = 1;

    private const int MaxAttributes = 1000;
    private const int MaxLength = 64 * 1024;

    /// <summary>Those whose arguments are one or two texts.</summary>
    public static IReadOnlyList<AssemblyAttribute> Read(MetadataReader reader)
    {
        if (!reader.IsAssembly)
            return [];
        var attributes = new List<AssemblyAttribute>();
        foreach (var handle in reader.GetAssemblyDefinition().GetCustomAttributes().Take(MaxAttributes))
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference)
                continue;
            var constructor = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor);
            var count = CountTexts(reader.GetBlobReader(constructor.Signature));
            if (constructor.Parent.Kind != HandleKind.TypeReference || count is not (1 or 2))
                continue;
            var name = reader.GetString(reader.GetTypeReference((TypeReferenceHandle)constructor.Parent).Name);
            name = name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name;
            var arguments = reader.GetBlobReader(attribute.Value);
            if (arguments.Length > MaxLength || arguments.ReadUInt16() != Prolog)
                continue;
            var first = arguments.ReadSerializedString() ?? "";
            attributes.Add(count == 1 ? new(name, first, attribute.Value) : new($"{name}({first})", arguments.ReadSerializedString() ?? "", attribute.Value));
        }

        return attributes;
    }

    /// <returns>The number of parameters where all are texts; 0 otherwise.</returns>
    private static int CountTexts(BlobReader signature)
    {
        signature.ReadSignatureHeader();
        var count = signature.ReadCompressedInteger();
        signature.ReadSignatureTypeCode(); // void
        for (var i = 0; i < count; i++)
        {
            if (signature.ReadSignatureTypeCode() != SignatureTypeCode.String)
                return 0;
        }

        return count;
    }
}
