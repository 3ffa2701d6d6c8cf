using System.Globalization;
using ImageBuild.Debian;

namespace ImageBuild.Locking;

/// <summary>What differs between two locks, as lines for people: old → new, with the change of size.</summary>
public static class LockComparison
{
    /// <summary>The lines, without line ends; none where the locks pin the same.</summary>
    public static IReadOnlyList<string> Lines(ImageLock before, ImageLock after)
    {
        var lines = new List<string>();
        foreach (var name in before.Platforms.Concat(after.Platforms).Select(platform => platform.Platform).Distinct().Order(StringComparer.Ordinal))
        {
            var changes = Changes(Find(before, name), Find(after, name)).ToList();
            if (changes.Count > 0)
                lines.AddRange([name, .. changes.Select(change => "  " + change)]);
        }

        foreach (var reference in before.BaseImages.Concat(after.BaseImages).Select(image => image.Reference).Distinct().Order(StringComparer.Ordinal))
        {
            if (before.GetBaseImage(reference) is var old && after.GetBaseImage(reference) is var now && old != now)
                lines.Add($"base image {reference}  {old?.ToString() ?? "new"} → {now?.ToString() ?? "gone"}");
        }

        return lines;
    }

    private static IEnumerable<string> Changes(PlatformLock? before, PlatformLock? after)
    {
        foreach (var line in Changes(before?.BaseOs, after?.BaseOs))
            yield return line;
        var (old, now) = (before?.RuntimePacks ?? [], after?.RuntimePacks ?? []);
        foreach (var id in old.Concat(now).Select(pack => pack.Id).Distinct().Order(StringComparer.Ordinal))
        {
            if (old.FirstOrDefault(pack => pack.Id == id) is var was && now.FirstOrDefault(pack => pack.Id == id) is var becomes && was != becomes)
                yield return $"runtime pack {id}  {was?.Version ?? "new"} → {becomes?.Version ?? "gone"}";
        }
    }

    private static IEnumerable<string> Changes(LockedBaseOs? before, LockedBaseOs? after)
    {
        if (before?.Distribution != after?.Distribution)
            yield return $"distribution  {before?.Distribution ?? "new"} → {after?.Distribution ?? "gone"}";
        foreach (var source in after?.Sources ?? [])
        {
            if (before?.Sources.FirstOrDefault(known => known.Suite == source.Suite) is { } known && known.Date != source.Date)
                yield return $"suite {source.Suite}  {Day(known)} → {Day(source)}";
        }

        var (old, now) = (Packages(before), Packages(after));
        var rows = old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Old: old.GetValueOrDefault(name), Now: now.GetValueOrDefault(name)))
            .Where(row => row.Old?.Sha256 != row.Now?.Sha256)
            .Select(row => (row.Name, Versions: $"{row.Old?.Version ?? "new"} → {row.Now?.Version ?? "gone"}", Size: (row.Now?.Size ?? 0) - (row.Old?.Size ?? 0)))
            .ToList();
        if (rows.Count == 0)
            yield break;
        var (nameWidth, versionWidth) = (rows.Max(row => row.Name.Length), rows.Max(row => row.Versions.Length));
        foreach (var row in rows)
            yield return $"{row.Name.PadRight(nameWidth)}  {row.Versions.PadRight(versionWidth)}  {LockListing.Size(row.Size, isChange: true),10}";
        yield return $"{rows.Count} of {now.Count} packages, {LockListing.Size(rows.Sum(row => row.Size), isChange: true)} to download";
    }

    private static Dictionary<string, LockedPackage> Packages(LockedBaseOs? baseOs) =>
        (baseOs is null ? [] : baseOs.Packages.Concat(baseOs.Added)).GroupBy(package => package.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    private static PlatformLock? Find(ImageLock imageLock, string platform) => imageLock.Platforms.FirstOrDefault(candidate => candidate.Platform == platform);

    private static string Day(LockedSource source) => source.Date.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
