using System.Globalization;
using System.Text.RegularExpressions;
using ImageBuild.Inspection.Assemblies;

namespace ImageBuild.Inspection.Comparing;

/// <summary>Finds the inputs of a build that made two images differ. Pure.</summary>
/// <remarks>Files of a package that has another version are explained by that; this looks at the others.</remarks>
internal static partial class CauseFinder
{
    private const string Revision = "label org.opencontainers.image.revision";
    private const string InformationalVersion = "AssemblyInformationalVersion";

    private const string FolderRemedy = "Build with DeterministicSourcePaths=true. PublishImage does that for every project that references ImageBuild.Tasks: reference it in Directory.Build.props.";
    private const string CommitRemedy = "Nothing is wrong. A service that should keep its digest over commits sets IncludeSourceRevisionInInformationalVersion=false, ContainerCreated=epoch and ContainerGenerateLabelsImageRevision=false.";

    /// <summary>What explains the differences, the most telling first; nothing where packages and settings say it all.</summary>
    public static IReadOnlyList<Cause> Find(IReadOnlyList<SettingChange> settings, IReadOnlyList<LayerChange> layers)
    {
        var assemblies = layers
            .SelectMany(layer => layer.Files.Where(file => file.Assembly is not null && !layer.Packages.Any(package => package.Type == file.Package?.Type && package.Name == file.Package.Name)))
            .Select(file => (Path: "/" + file.Path, Change: file.Assembly!));
        return
        [
            .. Merge(assemblies.SelectMany(file => OfAssembly(file.Path, file.Change)).Concat(OfSettings(settings))),
            .. layers.Where(layer => layer.Difference == Difference.Changed).SelectMany(OfLayer),
        ];
    }

    /// <summary>The inputs a file shows, and whether a single one explains everything that differs in it.</summary>
    private static IEnumerable<Cause> OfAssembly(string path, AssemblyChange change)
    {
        var found = change.Differences.Select(difference => (difference.Fact, Cause: OfDifference(path, difference))).Where(found => found.Cause is not null).ToList();
        var isAll = found.DistinctBy(one => one.Cause!.Input).Count() == 1 && change.IsExplainedBy(found.Select(one => one.Fact));
        foreach (var (_, cause) in found)
            yield return cause! with { IsAll = isAll };
    }

    private static Cause? OfDifference(string path, AssemblyDifference difference)
    {
        var (before, after) = (difference.Before, difference.After);
        switch (difference.Fact)
        {
            case AssemblyChange.SymbolPath or AssemblyChange.Sources or AssemblyChange.EmbeddedPaths when before is not null && after is not null:
                var (old, now) = WithoutCommonEnd(before, after);
                return Cause("source-folder", "The folder the sources lay in", old, now, FolderRemedy);
            case InformationalVersion when Commit(before) is { } was && Commit(after) is { } became:
                return Cause("commit", "The commit", was, became, CommitRemedy);
            case AssemblyChange.AssemblyVersion when IsCounted(before) && IsCounted(after):
                return Cause("version-pattern", "A version that counts days and seconds", before, after, "Write versions without '*'.");
            case AssemblyChange.CompileTime when before is not null && after is not null:
                return Cause("compiler", "Compiled without /deterministic, so every build gives another file", null, null, "Set Deterministic to true; it is the default of the SDK.");
            case AssemblyChange.Code:
                return Cause("source", "The code", null, null, null);
            case var fact when fact.StartsWith("Assembly", StringComparison.Ordinal) && IsTime(before) && IsTime(after):
                return Cause("build-date", $"The time of the build in {fact}", before, after, "Leave the time out of the attribute, or take it from SOURCE_DATE_EPOCH.");
            default:
                return null;
        }

        Cause Cause(string input, string text, string? was, string? became, string? remedy) => new(input, text, was, became, [path], IsAll: false, remedy);
    }

    private static IEnumerable<Cause> OfSettings(IEnumerable<SettingChange> settings)
    {
        foreach (var change in settings)
        {
            if (change.Field == Revision)
                yield return new Cause("commit", "The commit", change.Before, change.After, [], IsAll: false, CommitRemedy);
            else if (change.Field == "created")
                yield return new Cause("created", "The date of the image", change.Before, change.After, [], IsAll: false, "Set ContainerCreated=epoch, or SOURCE_DATE_EPOCH.");
        }
    }

    private static IEnumerable<Cause> OfLayer(LayerChange layer)
    {
        var number = (layer.Side.Index + 1).ToString(CultureInfo.InvariantCulture);
        if (layer.Files.Count == 0)
            yield return new Cause("archive-form", $"Layer {number} holds the same files in another archive: another order, other names of owners, or attributes that are not compared", null, null, [], IsAll: false, "Make both images with the same version of the same tool.");
        var touched = layer.Files.Where(file => file.Aspects == FileAspects.Time).Select(file => "/" + file.Path).ToList();
        if (touched.Count > 0)
            yield return new Cause("file-times", $"The times of files in layer {number}", null, null, touched, IsAll: true, "Build with PublishImage, whose layers have constant times, or set SOURCE_DATE_EPOCH where the tool honours it.");
    }

    /// <summary>One cause for all files with the same input.</summary>
    private static IEnumerable<Cause> Merge(IEnumerable<Cause> causes) => causes
        .GroupBy(cause => (cause.Input, cause.Text, cause.Before, cause.After, IsAll: cause.IsAll && cause.Files.Count > 0))
        .Select(group => group.First() with { Files = [.. group.SelectMany(cause => cause.Files).Distinct(StringComparer.Ordinal)] });

    /// <summary>"/home/a" and "/home/b" for the same file below each.</summary>
    private static (string Before, string After) WithoutCommonEnd(string before, string after)
    {
        var (old, now) = (before.Length, after.Length);
        while (old > 0 && now > 0 && Same(before[old - 1], after[now - 1]))
            (old, now) = (old - 1, now - 1);

        // Back to a separator: "/home/anna/app" and "/home/hanna/app" have more letters in common than folders.
        while (old < before.Length && before[old] is not ('/' or '\\'))
            (old, now) = (old + 1, now + 1);
        return (before[..old], after[..now]);

        static bool Same(char left, char right) => left == right || (left is '/' or '\\' && right is '/' or '\\');
    }

    /// <summary>What the SDK puts behind the '+'.</summary>
    private static string? Commit(string? version) => version is not null && SourceRevision().Match(version) is { Success: true } match ? match.Groups["commit"].Value : null;

    /// <summary>'*' becomes the days since 2000 and half of the seconds since midnight.</summary>
    private static bool IsCounted(string? version) => Version.TryParse(version, out var parsed) && parsed is { Build: >= 7_000 and <= 40_000, Revision: >= 0 and <= 43_200 };

    private static bool IsTime(string? text) =>
        text is { Length: >= 8 } && text.AsSpan().ContainsAny("-/:") && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    [GeneratedRegex(@"\+(?<commit>[0-9a-f]{7,64})\z")]
    private static partial Regex SourceRevision();
}
