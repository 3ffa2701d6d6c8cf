using System.Diagnostics.CodeAnalysis;
using ImageBuild.Inspection.Layers;

namespace ImageBuild.Inspection;

/// <summary>The tree of files that a container sees, growing layer by layer.</summary>
/// <remarks>OCI image-spec, layer.md: whiteouts count for the layers below and not for their own.</remarks>
internal sealed class FileTree
{
    private readonly Dictionary<string, LayerEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _documents = new(StringComparer.Ordinal);

    /// <summary>Everything there is, in no order.</summary>
    public IEnumerable<LayerEntry> Entries => _entries.Values;

    /// <summary>The content of the files that tell packages.</summary>
    public IReadOnlyDictionary<string, byte[]> Documents => _documents;

    /// <summary>Lays a layer on top.</summary>
    public void Add(LayerContents layer)
    {
        foreach (var entry in layer.Entries)
        {
            if (entry.Removes is { } removed)
                Remove(removed, keepFolder: false);
            else if (entry.Hides is { } folder)
                Remove(folder, keepFolder: true);
        }

        foreach (var entry in layer.Entries.Where(entry => entry.Removes is null && entry.Hides is null))
        {
            if (entry.Type != LayerEntryType.Directory && _entries.TryGetValue(entry.Path, out var present) && present.Type == LayerEntryType.Directory)
                Remove(entry.Path, keepFolder: false);
            _entries[entry.Path] = entry;
            _documents.Remove(entry.Path);
            if (layer.Documents.TryGetValue(entry.Path, out var content))
                _documents[entry.Path] = content;
        }
    }

    /// <summary>Whether this very entry is what a container sees at its path.</summary>
    public bool Shows(LayerEntry entry) => _entries.TryGetValue(entry.Path, out var present) && ReferenceEquals(present, entry);

    /// <summary>What is at a path.</summary>
    public bool TryGet(string path, [NotNullWhen(true)] out LayerEntry? entry) => _entries.TryGetValue(path, out entry);

    /// <summary>Whether something other than a directory is at a path.</summary>
    public bool HasFile(string path) => _entries.TryGetValue(path, out var entry) && entry.Type != LayerEntryType.Directory;

    /// <summary>The paths below a folder, in no order.</summary>
    /// <param name="folder">Without a slash at its end.</param>
    public IEnumerable<string> Below(string folder) => _entries.Keys.Where(path => IsBelow(path, folder));

    private static bool IsBelow(string path, string folder) =>
        folder.Length == 0 || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    private void Remove(string path, bool keepFolder)
    {
        var isFolder = path.Length == 0 || (_entries.TryGetValue(path, out var entry) && entry.Type == LayerEntryType.Directory);
        var gone = isFolder ? Below(path).ToList() : [];
        if (!keepFolder)
            gone.Add(path);
        foreach (var removed in gone)
        {
            _entries.Remove(removed);
            _documents.Remove(removed);
        }
    }
}
