using ImageBuild.Content;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>What becomes of groups that are more than there may be layers.</summary>
internal static class Mergings
{
    /// <summary>The largest have a layer each, the others share the last.</summary>
    public static IEnumerable<IEnumerable<PackageGroup>> OneRest(IReadOnlyList<PackageGroup> groups, int layers) => Rest(groups, layers, 1, _ => 0);

    /// <summary>The others share several layers; a hash of a group's name says which.</summary>
    public static Merging HashedRest(int buckets) => (groups, layers) => Rest(groups, layers, buckets, group => Bucket(group, buckets));

    /// <summary>
    /// No ranking: a group has a layer of its own if it is large enough, whatever else the service has. Where that gives too
    /// many layers, twice the size is asked for, and so on.
    /// </summary>
    public static Merging Threshold(long size, int buckets) => (groups, layers) =>
    {
        var enough = size;
        while (groups.Count(group => group.Size >= enough) > layers - buckets)
            enough *= 2;
        return Split(groups, groups.Count(group => group.Size >= enough), group => Bucket(group, buckets));
    };

    /// <summary>
    /// Groups next to each other in the order of their size are merged so that a change of any one package replaces as few
    /// bytes as possible: the sum over all layers of size times number of packages is the smallest there is.
    /// </summary>
    public static IEnumerable<IEnumerable<PackageGroup>> Optimum(IReadOnlyList<PackageGroup> groups, int layers)
    {
        if (groups.Count <= layers)
            return groups.Select(group => new[] { group });

        // cost[n, end]: of the first `end` groups in n layers; from[n, end]: where the last of those layers begins.
        var cost = new double[layers + 1, groups.Count + 1];
        var from = new int[layers + 1, groups.Count + 1];
        for (var end = 1; end <= groups.Count; end++)
            cost[0, end] = double.PositiveInfinity;
        for (var n = 1; n <= layers; n++)
        {
            for (var end = 1; end <= groups.Count; end++)
            {
                cost[n, end] = double.PositiveInfinity;
                var (size, count) = (0.0, 0);
                for (var start = end - 1; start >= 0; start--)
                {
                    (size, count) = (size + groups[start].Size, count + groups[start].Count);
                    if (cost[n - 1, start] + size * count < cost[n, end])
                        (cost[n, end], from[n, end]) = (cost[n - 1, start] + size * count, start);
                }
            }
        }

        var merged = new List<IEnumerable<PackageGroup>>();
        for (var (n, end) = (layers, groups.Count); n > 0; end = from[n--, end])
            merged.Insert(0, [.. groups.Take(from[n, end]..end)]);
        return merged;
    }

    private static IEnumerable<IEnumerable<PackageGroup>> Rest(IReadOnlyList<PackageGroup> groups, int layers, int buckets, Func<PackageGroup, int> bucketOf) =>
        Split(groups, groups.Count <= layers ? groups.Count : layers - buckets, bucketOf);

    private static IEnumerable<IEnumerable<PackageGroup>> Split(IReadOnlyList<PackageGroup> groups, int alone, Func<PackageGroup, int> bucketOf) =>
        groups.Take(alone).Select(group => (IEnumerable<PackageGroup>)[group]).Concat(groups.Skip(alone).GroupBy(bucketOf).OrderBy(bucket => bucket.Key));

    private static int Bucket(PackageGroup group, int buckets) => Convert.ToInt32(Digest.Of(group.Name.ToLowerInvariant()).Hex[..4], 16) % buckets;
}
