using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Layouts;

/// <summary>The rules of a layout's index.json: which entry has which name. The same in a folder and in an archive.</summary>
/// <remarks>OCI image-spec, image-layout.md and annotations.md. Entries without a name are there because another one needs them: signatures, SBOMs.</remarks>
internal static class LayoutIndex
{
    private const string TagAnnotation = "org.opencontainers.image.ref.name";

    /// <summary>What containerd, Docker and podman call the image when they load it.</summary>
    private const string FullNameAnnotation = "io.containerd.image.name";

    /// <summary>The entries for a manifest: one a name, one without a name where there is none.</summary>
    public static IReadOnlyList<Descriptor> Entries(Descriptor root, IReadOnlyList<LayoutName> names) => names.Count == 0
        ? [root with { Annotations = null }]
        : [.. names.Select(name => root with { Annotations = Annotations(name) })];

    /// <summary>The entries for what is attached to the manifests of a tree. A reader tells by the type that nobody meant them by name.</summary>
    public static IEnumerable<Descriptor> EntriesOfAttached(ManifestTree tree) => tree.Attached.SelectMany(attached =>
    {
        var content = ManifestContent.Read(attached.Root);
        var entry = attached.Root.Descriptor with { ArtifactType = content.ArtifactType ?? content.Config?.MediaType, Annotations = content.Annotations.Count > 0 ? content.Annotations : null };
        return EntriesOfAttached(attached).Prepend(entry);
    });

    /// <summary>The entries with others added: a tag moves, everything else stays.</summary>
    /// <param name="present">What is there.</param>
    /// <param name="added">What comes.</param>
    /// <param name="where">The layout, for messages.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LayoutTagTaken"/>: the tag is another repository's, whose image would be lost.</exception>
    public static IReadOnlyList<Descriptor> Add(IReadOnlyList<Descriptor> present, IReadOnlyList<Descriptor> added, string where)
    {
        var names = added.Select(NameOf).OfType<LayoutName>().ToLookup(name => name.Tag);
        var taken = present.FirstOrDefault(entry => NameOf(entry) is { FullName: { } full } name && names.Contains(name.Tag) && names[name.Tag].All(ours => ours.FullName != full));
        if (taken is not null)
            throw ErrorCodes.LayoutTagTaken.Error($"'{where}' has the tag '{NameOf(taken)!.Tag}' for {NameOf(taken)!.FullName}.");
        var unnamed = added.Where(entry => NameOf(entry) is null).Select(entry => entry.Digest).ToHashSet();
        return [.. present.Where(entry => NameOf(entry) is { } name ? !names.Contains(name.Tag) : !unnamed.Contains(entry.Digest)), .. added];
    }

    /// <summary>Finds an entry by its tag, its full name, or its digest; without any of them there must be exactly one image.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>.</exception>
    public static Descriptor Find(IReadOnlyList<Descriptor> entries, string? wanted, string where)
    {
        if (entries.Count == 0)
            throw ErrorCodes.NotInLayout.Error($"'{where}' is not an OCI layout, or an empty one.");
        if (wanted is null)
        {
            return entries.Where(entry => entry.ArtifactType is null).DistinctBy(entry => entry.Digest).ToList() is [var only]
                ? only
                : throw ErrorCodes.NotInLayout.Error($"'{where}' holds several images: {Names(entries)}.");
        }

        return entries.FirstOrDefault(entry => NameOf(entry)?.Tag == wanted)
            ?? entries.FirstOrDefault(entry => NameOf(entry)?.FullName == wanted || entry.Digest.ToString() == wanted)
            ?? throw ErrorCodes.NotInLayout.Error($"'{where}' holds no image named '{wanted}', only: {Names(entries)}.");
    }

    /// <summary>What an entry is called; null where it has no name.</summary>
    public static LayoutName? NameOf(Descriptor entry) =>
        entry.Annotations is { } annotations && annotations.TryGetValue(TagAnnotation, out var tag)
            ? new LayoutName(tag, annotations.GetValueOrDefault(FullNameAnnotation))
            : null;

    private static Dictionary<string, string> Annotations(LayoutName name)
    {
        var annotations = new Dictionary<string, string> { [TagAnnotation] = name.Tag };
        if (name.FullName is { } full)
            annotations[FullNameAnnotation] = full;
        return annotations;
    }

    private static string Names(IEnumerable<Descriptor> entries) =>
        string.Join(", ", entries.Where(entry => entry.ArtifactType is null).Select(entry => NameOf(entry)?.Tag ?? entry.Digest.ToString()));
}
