using System.Globalization;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Browsing;

namespace ImageBuild.Tests.Registries.Browsing;

/// <summary>What goes and what stays, worked out before anything is deleted.</summary>
public sealed class DeletionPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_tag_that_is_the_only_one_takes_its_image_along()
    {
        var plan = DeletionPlan.Of("app", [Image("1", "a"), Image("2", "b")], "1", null);

        Assert.Equal(["a: 1"], Text(plan));
        Assert.Equal(["2"], plan.Kept.Select(kept => kept.Image.Tag));
    }

    [Fact]
    public void A_tag_beside_another_one_goes_alone() =>
        Assert.Equal(["a: 1 (tags only)"], Text(DeletionPlan.Of("app", [Image("1", "a"), Image("latest", "a")], "1", null)));

    [Fact]
    public void A_digest_takes_all_its_tags_along() =>
        Assert.Equal(["a: 1, latest"], Text(DeletionPlan.Of("app", [Image("1", "a"), Image("latest", "a"), Image("2", "b")], null, Of("a"))));

    [Fact]
    public void A_digest_without_a_tag_can_be_deleted_as_well() =>
        Assert.Equal([$"untagged: "], Text(DeletionPlan.Of("app", [Image("1", "a")], null, Of("untagged"))));

    [Fact]
    public void A_tag_that_is_not_there_is_an_error() =>
        Assert.Equal(ErrorCodes.ManifestMissing, Assert.Throws<ImageBuildException>(() => DeletionPlan.Of("app", [Image("1", "a")], "2", null)).Code);

    [Fact]
    public void An_image_that_an_index_needs_loses_its_tag_and_stays() =>
        Assert.Equal(["a: 1-amd64 (tags only)"], Text(DeletionPlan.Of("app", [Image("1", "index", children: ["a", "b"]), Image("1-amd64", "a")], "1-amd64", null)));

    [Fact]
    public void Signatures_of_what_goes_go_along_and_those_of_what_stays_stay()
    {
        var plan = DeletionPlan.Of(
            "app",
            [Image("1", "a"), Image("2", "b"), Image($"sha256-{Of("a").Hex}", "list"), Image($"sha256-{Of("a").Hex}.sig", "cosign"), Image($"sha256-{Of("b").Hex}", "other list")],
            "1",
            null);

        Assert.Equal(["a: 1", $"list: sha256-{Of("a").Hex}", $"cosign: sha256-{Of("a").Hex}.sig"], Text(plan));
    }

    [Theory]
    // days, keep, except, what goes
    [InlineData(30, 1, "", "old, older, oldest")]
    [InlineData(30, 3, "", "older, oldest")]
    [InlineData(30, 0, "", "old, older, oldest")]
    [InlineData(null, 2, "", "old, older, oldest")]
    [InlineData(null, 0, "", "new, newer, old, older, oldest")]
    [InlineData(30, 1, "old", "older, oldest")]
    [InlineData(30, 1, "old*", "")]
    [InlineData(1000, 1, "", "")]
    public void Retention_deletes_what_is_old_and_not_among_the_newest(int? days, int keep, string except, string gone)
    {
        var policy = new RetentionPolicy { OlderThan = days is null ? null : TimeSpan.FromDays(days.Value), Keep = keep, Except = except.Length > 0 ? [except] : [] };

        var plan = DeletionPlan.Of("app", [Image("oldest", "e", 400), Image("new", "b", 2), Image("old", "c", 100), Image("newer", "a", 1), Image("older", "d", 200), Image("undated", "f", null)], policy, Now);

        Assert.Equal(gone, string.Join(", ", plan.Deletions.SelectMany(deletion => deletion.Tags).Order(StringComparer.Ordinal)));
        Assert.Contains(plan.Kept, kept => kept is { Image.Tag: "undated", Reason: "has no date" });
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("1980-01-01T00:00:01Z")]
    public void A_date_that_reproducible_builds_put_in_its_place_is_no_date(string date)
    {
        var plan = DeletionPlan.Of("app", [Image("1", "a") with { Created = DateTimeOffset.Parse(date, CultureInfo.InvariantCulture) }, Image("2", "b")], new RetentionPolicy { OlderThan = TimeSpan.FromDays(30), Keep = 0 }, Now);

        Assert.Empty(plan.Deletions);
        Assert.Contains(plan.Kept, kept => kept is { Image.Tag: "1", Reason: "has no date" });
    }

    [Fact]
    public void Retention_says_why_something_stays()
    {
        var plan = DeletionPlan.Of(
            "app",
            [Image("a", "a", 1), Image("b", "b", 50), Image("c", "c", 60), Image("v1", "d", 70), Image($"sha256-{Of("a").Hex}", "list", null)],
            new RetentionPolicy { OlderThan = TimeSpan.FromDays(55), Keep = 1, Except = ["v*"] },
            Now);

        Assert.Equal(
            ["a: among the 1 newest", "b: not old enough", "v1: excepted", $"sha256-{Of("a").Hex}: belongs to an image that stays"],
            plan.Kept.Select(kept => $"{kept.Image.Tag}: {kept.Reason}"));
        Assert.Equal(["c: c"], Text(plan));
    }

    [Fact]
    public void An_old_image_that_a_young_tag_leads_to_stays_and_loses_the_old_tags_only_where_they_were_asked_for()
    {
        var images = new[] { Image("1.0", "a", 100), Image("production", "a", 100), Image("2.0", "b", 1) };

        Assert.Equal(["a: 1.0 (tags only)"], Text(DeletionPlan.Of("app", images, new RetentionPolicy { OlderThan = TimeSpan.FromDays(30), Except = ["production"] }, Now)));
    }

    [Fact]
    public void Indexes_go_before_the_images_they_name()
    {
        var images = new[] { Image("1-amd64", "a", 100), Image("1", "index", 100, "a"), Image("2", "b", 1) };

        Assert.Equal(["index: 1", "a: 1-amd64"], Text(DeletionPlan.Of("app", images, new RetentionPolicy { OlderThan = TimeSpan.FromDays(30) }, Now)));
    }

    private static Digest Of(string name) => Digest.Of(name);

    private static TaggedImage Image(string tag, string digest, int? age = 10, params string[] children) => new(tag)
    {
        Manifest = new Descriptor(MediaTypes.OciManifest, Of(digest), 1),
        Created = age is { } days ? Now.AddDays(-days) : null,
        Children = [.. children.Select(Of)],
    };

    private static IEnumerable<string> Text(DeletionPlan plan)
    {
        string[] names = ["a", "b", "c", "d", "e", "f", "index", "untagged", "list", "cosign", "other list"];
        return plan.Deletions.Select(deletion => $"{names.Single(name => Of(name) == deletion.Digest)}: {string.Join(", ", deletion.Tags)}{(deletion.TagsOnly ? " (tags only)" : "")}");
    }
}
