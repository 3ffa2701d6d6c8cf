using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Browsing;

/// <summary>What a deletion will do, worked out before anything is deleted.</summary>
/// <remarks>
/// Registries delete by digest, and with it every tag that leads there; some delete tags, too. So an image goes by its digest where
/// nothing that stays needs it, and otherwise loses its tags only. What stays: images with another tag, and images of an index that stays.
/// </remarks>
public sealed partial record DeletionPlan
{
    /// <summary>Before there were images (docker 0.1, 20 March 2013). Reproducible builds write 1970 or 1980, which says nothing about age.</summary>
    private static readonly DateTimeOffset FirstPossibleDate = new(2013, 3, 20, 0, 0, 0, TimeSpan.Zero);

    private DeletionPlan(string repository) => Repository = repository;

    /// <summary>The repository.</summary>
    public string Repository { get; }

    /// <summary>What goes: indexes before the images they name.</summary>
    public IReadOnlyList<Deletion> Deletions { get; private init; } = [];

    /// <summary>What stays, with the reason.</summary>
    public IReadOnlyList<(TaggedImage Image, string Reason)> Kept { get; private init; } = [];

    /// <summary>Deletes a tag, or a digest with all its tags.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="images">All its tags with what they lead to.</param>
    /// <param name="tag">The tag to delete; null to delete the digest.</param>
    /// <param name="digest">The digest to delete, where no tag is given.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ManifestMissing"/>: there is no such tag.</exception>
    public static DeletionPlan Of(string repository, IReadOnlyList<TaggedImage> images, string? tag, Digest? digest)
    {
        if (tag is null)
        {
            var wanted = digest ?? throw new ArgumentException("A tag or a digest is needed.", nameof(digest));
            var named = images.Where(image => image.Manifest!.Digest == wanted).ToList();
            return named.Count > 0
                ? Of(repository, images, named.Contains, _ => "not asked for")
                : new DeletionPlan(repository) { Deletions = [new Deletion(wanted, [], TagsOnly: false)] };
        }

        return images.Any(image => image.Tag == tag)
            ? Of(repository, images, image => image.Tag == tag, _ => "not asked for")
            : throw ErrorCodes.ManifestMissing.Error($"There is no '{tag}' in {repository}.");
    }

    /// <summary>Deletes what is old.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="images">All its tags with configurations.</param>
    /// <param name="policy">What stays in any case.</param>
    /// <param name="now">The time ages are counted from.</param>
    public static DeletionPlan Of(string repository, IReadOnlyList<TaggedImage> images, RetentionPolicy policy, DateTimeOffset now)
    {
        var newest = images.Where(image => !IsAttachment(image.Tag) && image.Created >= FirstPossibleDate)
            .OrderByDescending(image => image.Created)
            .ThenByDescending(image => image.Tag, StringComparer.Ordinal)
            .Select(image => image.Manifest!.Digest)
            .Distinct()
            .Take(policy.Keep)
            .ToHashSet();
        return Of(repository, images, image => ReasonToKeep(image) is null, image => ReasonToKeep(image)!);

        string? ReasonToKeep(TaggedImage image) => image switch
        {
            _ when IsAttachment(image.Tag) => "belongs to an image that stays",
            _ when policy.Except.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, image.Tag, ignoreCase: false)) => "excepted",
            _ when !(image.Created >= FirstPossibleDate) => "has no date",
            _ when newest.Contains(image.Manifest!.Digest) => string.Create(CultureInfo.InvariantCulture, $"among the {policy.Keep} newest"),
            _ when policy.OlderThan is { } age && now - image.Created < age => "not old enough",
            _ => null,
        };
    }

    private static DeletionPlan Of(string repository, IReadOnlyList<TaggedImage> images, Func<TaggedImage, bool> goes, Func<TaggedImage, string> reason)
    {
        var byDigest = images.GroupBy(image => image.Manifest!.Digest).ToList();
        // An image whose other tag stays is not deleted, and so neither is what it names.
        var staying = byDigest.Where(group => !group.All(goes)).ToHashSet();
        var needed = staying.SelectMany(group => group.SelectMany(image => image.Children).Append(group.Key)).ToHashSet();
        var deletions = byDigest.Where(group => group.Any(goes))
            .OrderByDescending(group => group.First().Children.Count > 0)
            .Select(group => new Deletion(group.Key, [.. group.Where(goes).Select(image => image.Tag)], needed.Contains(group.Key)) { Created = group.First().Created })
            .ToList();

        // Signatures and the like of what goes are of no use to anybody afterwards.
        var gone = deletions.Where(deletion => !deletion.TagsOnly).Select(deletion => deletion.Digest.Hex).ToHashSet(StringComparer.Ordinal);
        var orphans = images.Where(image => !goes(image) && AttachmentTag().Match(image.Tag) is { Success: true } match && gone.Contains(match.Groups["subject"].Value)).ToList();
        return new DeletionPlan(repository)
        {
            Deletions = [.. deletions, .. orphans.Select(image => new Deletion(image.Manifest!.Digest, [image.Tag], TagsOnly: false))],
            Kept = [.. images.Where(image => !goes(image) && !orphans.Contains(image)).Select(image => (image, reason(image)))],
        };
    }

    /// <summary>The tags under which signatures and the like are kept: the referrers tag schema, and cosign's.</summary>
    private static bool IsAttachment(string tag) => AttachmentTag().IsMatch(tag);

    [GeneratedRegex(@"\Asha256-(?<subject>[0-9a-f]{64})(\.[a-z]+)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex AttachmentTag();
}
