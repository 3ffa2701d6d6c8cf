using ImageBuild.Inspection.Layers;

namespace ImageBuild.Inspection.Packages;

/// <summary>Whose the files of an image are, layer by layer.</summary>
/// <remarks>
/// A database stands in a layer of its own or in an earlier or later one: that of dpkg comes with the files it names, a deps.json
/// lies above the packages it names. So a file is asked for in the databases as its layer sees them, then in those of later layers.
/// </remarks>
internal sealed class PackageOwners
{
    private readonly List<(int Layer, PackageSnapshot Snapshot)> _snapshots = [];

    private PackageOwners()
    {
    }

    /// <summary>Which databases could not be read, and why.</summary>
    public IReadOnlyList<string> Notes => _snapshots.Count == 0 ? [] : _snapshots[^1].Snapshot.Notes;

    /// <summary>Lays the layers on <paramref name="tree"/> and reads the databases whenever one changed.</summary>
    public static PackageOwners Of(IReadOnlyList<LayerContents?> layers, FileTree tree)
    {
        var owners = new PackageOwners();
        for (var index = 0; index < layers.Count; index++)
        {
            if (layers[index] is not { } layer)
                continue;
            tree.Add(layer);
            if (layer.Documents.Count > 0 || layer.Entries.Any(entry => entry.Removes is { } removed && PackageSnapshot.Needs(removed)))
                owners._snapshots.Add((index, PackageSnapshot.Read(tree)));
        }

        return owners;
    }

    /// <summary>The package of a file of a layer; null for none.</summary>
    public PackageIdentity? Find(int layer, string path)
    {
        for (var i = _snapshots.Count - 1; i >= 0; i--)
        {
            if (_snapshots[i].Layer <= layer)
                return _snapshots[i].Snapshot.Owners.GetValueOrDefault(path) ?? Later(i + 1, path);
        }

        return Later(0, path);
    }

    /// <summary>The packages that are there in the end, also those without a file of their own.</summary>
    public IReadOnlyList<InspectedPackage> Installed(IReadOnlyList<InspectedLayer> layers)
    {
        if (_snapshots.Count == 0)
            return [];
        var files = layers
            .SelectMany(layer => (layer.Files ?? []).Where(file => !file.IsHidden && file.Package is not null && file.Entry.Type != LayerEntryType.Directory), (layer, file) => (layer.Index, file.Entry, file.Package))
            .ToLookup(file => file.Package!);
        return
        [
            .. _snapshots[^1].Snapshot.Licenses
                .Select(package => new InspectedPackage(
                    package.Key, package.Value, files[package.Key].Sum(file => file.Entry.Size), files[package.Key].Count(),
                    [.. files[package.Key].Select(file => file.Index).Distinct().Order()]))
                .OrderBy(package => package.Identity.Type)
                .ThenBy(package => package.Identity.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(package => package.Identity.Version, StringComparer.Ordinal),
        ];
    }

    private PackageIdentity? Later(int from, string path)
    {
        for (var i = from; i < _snapshots.Count; i++)
        {
            if (_snapshots[i].Snapshot.Owners.TryGetValue(path, out var package))
                return package;
        }

        return null;
    }
}
