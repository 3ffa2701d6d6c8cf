using System.Globalization;
using System.Text.Json;
using ImageBuild.Images;

namespace ImageBuild.Inspection.Comparing;

/// <summary>Compares configurations field by field. Pure.</summary>
internal static class SettingComparison
{
    /// <summary>The fields that differ, in the order of the configuration.</summary>
    public static IReadOnlyList<SettingChange> Compare(ImageConfig before, ImageConfig after)
    {
        var changes = new List<SettingChange>();
        One("platform", before.Platform.ToString(), after.Platform.ToString());
        One("created", Time(before.Created), Time(after.Created));
        One("author", before.Author, after.Author);
        One("user", before.User, after.User);
        One("working directory", before.WorkingDirectory, after.WorkingDirectory);
        One("entrypoint", Json(before.Entrypoint), Json(after.Entrypoint));
        One("command", Json(before.Command), Json(after.Command));
        One("ports", List(before.ExposedPorts), List(after.ExposedPorts));
        One("volumes", List(before.Volumes), List(after.Volumes));
        One("stop signal", before.StopSignal, after.StopSignal);
        changes.AddRange(Pairs("environment", before.Environment, after.Environment));
        changes.AddRange(Pairs("label", before.Labels, after.Labels));
        changes.AddRange(Pairs("", Texts(before.UnknownExecution), Texts(after.UnknownExecution)));
        changes.AddRange(Pairs("", Texts(before.Unknown), Texts(after.Unknown)));
        One("history", History(before), History(after));
        return changes;

        void One(string field, string? old, string? now)
        {
            if (old != now)
                changes.Add(new SettingChange(field, old, now));
        }
    }

    /// <summary>Compares names and values.</summary>
    /// <param name="what">Stands before each name; empty for nothing.</param>
    /// <param name="before">As it was.</param>
    /// <param name="after">As it is.</param>
    public static IEnumerable<SettingChange> Pairs(string what, IEnumerable<KeyValuePair<string, string>> before, IEnumerable<KeyValuePair<string, string>> after)
    {
        // A name that is there twice would be a mistake of another tool; the last one counts, as in a shell.
        var olds = before.GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        var news = after.GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        return olds.Keys.Union(news.Keys)
            .Where(name => olds.GetValueOrDefault(name) != news.GetValueOrDefault(name))
            .Select(name => new SettingChange($"{what} {name}".Trim(), olds.GetValueOrDefault(name), news.GetValueOrDefault(name)));
    }

    /// <summary>The dates of the history go with the image's own; only words are compared.</summary>
    private static string? History(ImageConfig config) => config.History.Count == 0 ? null : string.Join("; ", config.History.Where(entry => entry.EmptyLayer).Select(entry => entry.CreatedBy));

    private static string? List(IReadOnlyList<string> values) => values.Count == 0 ? null : string.Join(", ", values);

    private static string? Json(IReadOnlyList<string> values) => values.Count == 0 ? null : "[" + string.Join(", ", values.Select(value => $"\"{value}\"")) + "]";

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<KeyValuePair<string, string>> Texts(IEnumerable<KeyValuePair<string, JsonElement>> members) =>
        members.Select(member => KeyValuePair.Create(member.Key, member.Value.GetRawText()));
}
