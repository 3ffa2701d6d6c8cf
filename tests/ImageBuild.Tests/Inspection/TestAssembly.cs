using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ImageBuild.Tests.Inspection;

/// <summary>A small assembly as a compiler would write it, with every fact chosen.</summary>
internal sealed record TestAssembly
{
    public string Name { get; init; } = "Orders";

    public Version Version { get; init; } = new(1, 0, 0, 0);

    public Guid ModuleVersionId { get; init; } = new("11111111-1111-1111-1111-111111111111");

    public string SymbolPath { get; init; } = "/_/Orders.pdb";

    public bool IsDeterministic { get; init; } = true;

    public uint TimeStamp { get; init; } = 0x80000001;

    /// <summary>What the only method loads.</summary>
    public string Text { get; init; } = "hello";

    public string TypeName { get; init; } = "Program";

    public IReadOnlyList<(string Attribute, string[] Arguments)> Attributes { get; init; } = [];

    public byte[] Resource { get; init; } = [];

    /// <summary>How many methods have the one body.</summary>
    public int Methods { get; init; } = 1;

    public byte[] Write()
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString(Name + ".dll"), metadata.GetOrAddGuid(ModuleVersionId), default, default);
        var assembly = metadata.AddAssembly(metadata.GetOrAddString(Name), Version, default, default, default, AssemblyHashAlgorithm.Sha1);
        var runtime = metadata.AddAssemblyReference(metadata.GetOrAddString("System.Runtime"), new Version(10, 0, 0, 0), default, default, default, default);
        var code = new BlobBuilder();
        var bodies = new MethodBodyStreamEncoder(code);
        var instructions = new InstructionEncoder(new BlobBuilder());
        instructions.LoadString(metadata.GetOrAddUserString(Text));
        instructions.OpCode(ILOpCode.Pop);
        for (var i = 1; i < Methods; i++)
            instructions.OpCode(ILOpCode.Nop);
        instructions.OpCode(ILOpCode.Ret);
        var body = bodies.AddMethodBody(instructions);

        foreach (var (attribute, arguments) in Attributes)
            AddAttribute(metadata, assembly, runtime, attribute, arguments);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        metadata.AddTypeDefinition(TypeAttributes.Class, default, metadata.GetOrAddString(TypeName), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(0, type => type.Void(), _ => { });
        for (var i = 0; i < Methods; i++)
            metadata.AddMethodDefinition(MethodAttributes.Static, MethodImplAttributes.IL, metadata.GetOrAddString("Main"), metadata.GetOrAddBlob(signature), body, default);

        var resources = new BlobBuilder();
        if (Resource.Length > 0)
        {
            metadata.AddManifestResource(ManifestResourceAttributes.Public, metadata.GetOrAddString("texts"), default, 0);
            resources.WriteInt32(Resource.Length);
            resources.WriteBytes(Resource);
        }

        var debug = new DebugDirectoryBuilder();
        debug.AddCodeViewEntry(SymbolPath, new BlobContentId(ModuleVersionId, TimeStamp), 0x0100);
        if (IsDeterministic)
            debug.AddReproducibleEntry();
        var file = new ManagedPEBuilder(
            PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), code, managedResources: Resource.Length > 0 ? resources : null, debugDirectoryBuilder: debug,
            deterministicIdProvider: _ => new BlobContentId(ModuleVersionId, TimeStamp));
        var output = new BlobBuilder();
        file.Serialize(output);
        return output.ToArray();
    }

    private static void AddAttribute(MetadataBuilder metadata, EntityHandle assembly, EntityHandle runtime, string name, string[] arguments)
    {
        var type = metadata.AddTypeReference(runtime, metadata.GetOrAddString("System.Reflection"), metadata.GetOrAddString(name + "Attribute"));
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature(isInstanceMethod: true).Parameters(arguments.Length, result => result.Void(), parameters =>
        {
            foreach (var _ in arguments)
                parameters.AddParameter().Type().String();
        });
        var constructor = metadata.AddMemberReference(type, metadata.GetOrAddString(".ctor"), metadata.GetOrAddBlob(signature));
        var value = new BlobBuilder();
        value.WriteUInt16(1);
        foreach (var argument in arguments)
            value.WriteSerializedString(argument);
        value.WriteUInt16(0);
        metadata.AddCustomAttribute(assembly, constructor, metadata.GetOrAddBlob(value));
    }
}
