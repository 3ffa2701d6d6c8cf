namespace ImageBuild.Inspection.Comparing;

/// <summary>Tells what moved from what is new: a layer in another place, files and packages in another layer. Pure.</summary>
internal static class LayerMoves
{
    public static IReadOnlyList<LayerChange> Find(IReadOnlyList<LayerChange> layers)
    {
        var inOrder = InOrder(layers);
        var files = layers.SelectMany(layer => layer.Files).ToLookup(file => file.Path, StringComparer.Ordinal);
        var packages = layers.SelectMany(layer => layer.Packages).ToHashSet();
        return
        [
            .. layers.Select(layer => layer with
            {
                Difference = layer.Difference == Difference.Same && !inOrder.Contains(layer) ? Difference.Moved : layer.Difference,
                Files = [.. layer.Files.Select(file => IsElsewhere(file, files[file.Path]) ? file with { Difference = Difference.Moved } : file)],
                Packages = [.. layer.Packages.Where(package => !packages.Contains(package with { Before = package.After, After = package.Before }))],
            }),
        ];
    }

    /// <summary>Whether a file that is gone from one layer has come to another as it was.</summary>
    private static bool IsElsewhere(FileChange file, IEnumerable<FileChange> samePath) => file.Difference switch
    {
        Difference.Removed => samePath.Any(other => other.Difference == Difference.Added && IsSame(file.Before!, other.After!)),
        Difference.Added => samePath.Any(other => other.Difference == Difference.Removed && IsSame(other.Before!, file.After!)),
        _ => false,
    };

    private static bool IsSame(Layers.LayerEntry left, Layers.LayerEntry right) => left.Digest == right.Digest && left.Type == right.Type && left.LinkTarget == right.LinkTarget;

    /// <summary>The longest run of layers that are the same and lie in the same order in both images.</summary>
    private static HashSet<LayerChange> InOrder(IReadOnlyList<LayerChange> layers)
    {
        var same = layers.Where(layer => layer.Difference == Difference.Same).ToList();
        var length = new int[same.Count];
        var previous = new int[same.Count];
        for (var i = 0; i < same.Count; i++)
        {
            (length[i], previous[i]) = (1, -1);
            for (var j = 0; j < i; j++)
            {
                if (same[j].Before!.Index < same[i].Before!.Index && length[j] >= length[i])
                    (length[i], previous[i]) = (length[j] + 1, j);
            }
        }

        var run = new HashSet<LayerChange>(ReferenceEqualityComparer.Instance);
        for (var i = length.Length == 0 ? -1 : Array.IndexOf(length, length.Max()); i >= 0; i = previous[i])
            run.Add(same[i]);
        return run;
    }
}
