using System.Globalization;
using ImageBuild.Debian;

namespace ImageBuild.Locking;

/// <summary>A lock as lines for people: what is pinned, and why each package is there.</summary>
public static class LockListing
{
    /// <summary>The lines, without line ends.</summary>
    public static IEnumerable<string> Lines(ImageLock imageLock)
    {
        foreach (var platform in imageLock.Platforms.OrderBy(platform => platform.Platform, StringComparer.Ordinal))
        {
            yield return platform.Platform;
            if (platform.BaseOs is { } baseOs)
            {
                foreach (var line in Lines(baseOs))
                    yield return "  " + line;
            }

            foreach (var pack in platform.RuntimePacks.OrderBy(pack => pack.Id, StringComparer.Ordinal))
                yield return $"  runtime pack {pack.Id} {pack.Version}";
        }

        foreach (var image in imageLock.BaseImages.OrderBy(image => image.Reference, StringComparer.Ordinal))
            yield return $"base image {image.Reference} {image.Digest}";
    }

    /// <summary>Bytes in the unit people read best; powers of ten, with a sign where <paramref name="isChange"/>.</summary>
    internal static string Size(long bytes, bool isChange = false)
    {
        var sign = bytes < 0 ? "-" : isChange ? "+" : "";
        var size = Math.Abs(bytes);
        return sign + (size < 1_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{size / 1e3:0.0} kB")
            : string.Create(CultureInfo.InvariantCulture, $"{size / 1e6:0.0} MB"));
    }

    private static IEnumerable<string> Lines(LockedBaseOs baseOs)
    {
        var all = baseOs.Packages.Concat(baseOs.Added).ToList();
        yield return $"{baseOs.Distribution}, {all.Count} packages, {Size(all.Sum(package => package.Size))} to download";
        foreach (var source in baseOs.Sources)
            yield return $"from {source.Suite} ({string.Join(' ', source.Components)}) of {source.Date.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC, {source.InRelease}";
        var (name, version) = (Width(all.Select(package => package.Name)), Width(all.Select(package => package.Version)));
        foreach (var package in baseOs.Packages)
            yield return Line("base ", package);
        foreach (var package in baseOs.Added)
            yield return Line("added", package);

        string Line(string kind, LockedPackage package) =>
            $"{kind}  {package.Name.PadRight(name)}  {package.Version.PadRight(version)}  {Size(package.Size),9}  {package.Reason}".TrimEnd();
    }

    private static int Width(IEnumerable<string> texts) => texts.Select(text => text.Length).DefaultIfEmpty().Max();
}
