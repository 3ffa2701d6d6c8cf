using System.Text.RegularExpressions;

namespace ImageBuild.EndToEnd.Equivalence;

/// <summary>Something in which our images differ from the SDK's on purpose.</summary>
/// <param name="Where">What it looks like in a comparison: a pattern over whole lines.</param>
/// <param name="What">What it is, for people.</param>
/// <param name="Reason">Why.</param>
internal sealed record AllowedDifference(string Where, string What, string Reason)
{
    /// <summary>The reviewed list; docs/equivalence.md shows it.</summary>
    public static IReadOnlyList<AllowedDifference> All { get; } =
    [
        new(@"config created: .*", "`created`", "The SDK writes the time of the publish, so no two images are alike. Here it is the commit's time, or `SOURCE_DATE_EPOCH`."),
        new(@"config label org\.opencontainers\.(image|artifact)\.created: .*", "labels with the date", "Likewise."),
        new(@"config history: .*", "`history`", "One line a layer, with what is in it and how it was packed; the SDK writes one line for its one layer, with the time."),
        new(@"config rootfs: .*", "the number of layers", "An application has up to 20 layers by rate of change, the SDK's has one."),
        new(@"manifest annotation org\.opencontainers\.image\.base\.(name|digest): .*", "annotations that name the base", "Tools that look for outdated bases read annotations; the SDK has the labels alone, which are here, too."),
        new(@"file \S+ mode: 644 .* 755", "files that are no programs", "They stay 0644 as published; the SDK makes every file executable."),
        new(@"file \S+ owner: 0:0 .* [0-9]+:0", "the owner of files where `ContainerUser` is a number", "Root, so that the application cannot change itself. `ContainerFolder` makes folders it may write to."),
        new(@"file app/runtimes/win\S+ \S+: nothing .*", "native and managed files of packages for other platforms", "Left out, as no container of this platform can load them. `ContainerKeepForeignAssets=true` keeps them."),
        new(@"file \S+\.staticwebassets\.endpoints\.json content: .*", "`*.staticwebassets.endpoints.json`", "Times of files on the build machine are taken out, so that every machine makes the same file."),
    ];

    /// <summary>Whether a line of a comparison is this difference.</summary>
    public bool Covers(string difference) => Regex.IsMatch(difference, $@"\A(?:{Where})\z", RegexOptions.Singleline);
}
