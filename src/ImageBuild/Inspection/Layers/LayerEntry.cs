using ImageBuild.Content;
using ImageBuild.Inspection.Assemblies;

namespace ImageBuild.Inspection.Layers;

/// <summary>One entry of a layer, as a container would see it.</summary>
/// <param name="Path">Relative to the root, '/' between the parts: "usr/bin/env". Never absolute, never with "." or "..".</param>
/// <param name="Type">What it is.</param>
/// <param name="Mode">The permission bits, 0 to 0o7777.</param>
/// <param name="UserId">The numeric owner.</param>
/// <param name="GroupId">The numeric group.</param>
/// <param name="Size">Bytes of content; 0 for everything but files.</param>
/// <param name="Modified">The time of the last change, UTC.</param>
/// <param name="LinkTarget">As written for a symbolic link, relative to the root like <paramref name="Path"/> for a hard link; null otherwise.</param>
public sealed record LayerEntry(
    string Path, LayerEntryType Type, int Mode, long UserId, long GroupId, long Size, DateTimeOffset Modified, string? LinkTarget)
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";

    /// <summary>The digest of the content of a file; null where it was not asked for.</summary>
    public Digest? Digest { get; init; }

    /// <summary>What a .NET assembly or symbol file says of itself; null for other files and where it was not asked for.</summary>
    public AssemblyFacts? Assembly { get; init; }

    /// <summary>The path this entry removes from the layers below; null for an ordinary entry.</summary>
    /// <remarks>OCI image-spec, layer.md: a whiteout ".wh.name" removes "name".</remarks>
    public string? Removes =>
        FileName.StartsWith(Whiteout, StringComparison.Ordinal) && !IsOpaque ? Folder + FileName[Whiteout.Length..] : null;

    /// <summary>The folder whose content in the layers below this entry hides, "" for the root; null for an ordinary entry.</summary>
    public string? Hides => IsOpaque ? Folder.TrimEnd('/') : null;

    private bool IsOpaque => FileName == Opaque;

    private string FileName => Path[(Path.LastIndexOf('/') + 1)..];

    private string Folder => Path[..(Path.LastIndexOf('/') + 1)];
}
