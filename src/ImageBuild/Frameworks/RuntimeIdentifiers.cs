namespace ImageBuild.Frameworks;

/// <summary>Which runtime identifiers an image of another one can use.</summary>
/// <remarks>The part of the portable RID graph that images need: linux-x64 falls back to linux, unix-x64, unix, any.</remarks>
public static class RuntimeIdentifiers
{
    /// <summary>Whether an asset for <paramref name="assetRid"/> is of use in an image for <paramref name="imageRid"/>.</summary>
    public static bool IsUsable(string assetRid, string imageRid) => Fallbacks(imageRid).Contains(assetRid, StringComparer.OrdinalIgnoreCase);

    /// <summary>The identifier itself and what it falls back to, nearest first.</summary>
    private static IEnumerable<string> Fallbacks(string rid)
    {
        var cut = rid.LastIndexOf('-');
        if (cut < 0)
            return [rid, "any"];
        var (system, architecture) = (rid[..cut], rid[(cut + 1)..]);
        string[] systems = system == "linux-musl" ? ["linux-musl", "linux", "unix"] : [system, "unix"];
        return [.. systems.SelectMany(name => new[] { $"{name}-{architecture}", name }), "any"];
    }
}
