using System.Diagnostics.CodeAnalysis;
using ImageBuild.Inspection.Layers;

namespace ImageBuild.Inspection;

/// <summary>The tree of files that a container sees, growing layer by layer.</summary>
/// <remarks>OCI image-spec, layer.md: whiteouts count for the layers below and not for their own.</remarks>
internal sealed class FileTree
{
    private readonly Dictionary<string, LayerEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _documents = new(StringComparer.Ordinal);

    /// <summary>What is in each folder, so that removing one takes as long as it is large. Also of folders without an entry.</summary>
    private readonly Dictionary<string, HashSet<string>> _children = new(StringComparer.Ordinal);

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
            Link(entry.Path);
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
    public IEnumerable<string> Below(string folder) => Nodes(folder).Where(_entries.ContainsKey);

    private static string ParentOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";

    /// <summary>Everything below a folder, also folders without an entry.</summary>
    private IEnumerable<string> Nodes(string folder)
    {
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var next))
        {
            if (!_children.TryGetValue(next, out var children))
                continue;
            foreach (var child in children)
            {
                open.Push(child);
                yield return child;
            }
        }
    }

    private void Link(string path)
    {
        for (; path.Length > 0; path = ParentOf(path))
        {
            var parent = ParentOf(path);
            if (!_children.TryGetValue(parent, out var children))
                _children.Add(parent, children = new HashSet<string>(StringComparer.Ordinal));
            if (!children.Add(path))
                break;
        }
    }

    private void Remove(string path, bool keepFolder)
    {
        foreach (var removed in Nodes(path).ToList())
            Forget(removed);
        _children.Remove(path);
        if (keepFolder)
            return;
        Forget(path);
        if (_children.TryGetValue(ParentOf(path), out var siblings))
            siblings.Remove(path);
    }

    private void Forget(string path)
    {
        _entries.Remove(path);
        _documents.Remove(path);
        _children.Remove(path);
    }
}
