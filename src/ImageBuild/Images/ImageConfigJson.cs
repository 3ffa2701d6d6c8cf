using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Images;

/// <summary>Reads and writes image configurations.</summary>
public static class ImageConfigJson
{
    /// <summary>The canonical bytes: the same configuration is always the same bytes.</summary>
    public static byte[] Write(ImageConfig config) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteOptional("created", config.Created is { } created ? CanonicalJson.Time(created) : null);
        writer.WriteOptional("author", config.Author);
        writer.WriteString("architecture", config.Platform.Architecture);
        writer.WriteString("os", config.Platform.OperatingSystem);
        writer.WriteOptional("variant", config.Platform.Variant);
        WriteExecution(writer, config);
        writer.WriteStartObject("rootfs");
        writer.WriteString("type", "layers");
        writer.WriteStrings("diff_ids", config.DiffIds.Select(id => id.ToString()));
        writer.WriteEndObject();
        WriteHistory(writer, config.History);
        WriteUnknown(writer, config.Unknown);
        writer.WriteEndObject();
    });

    /// <summary>Reads a configuration of either family, OCI or Docker.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    public static ImageConfig Read(ReadOnlySpan<byte> json) => ImageDocument.Read(json, "An image configuration", ReadDocument);

    /// <summary>Reads what a configuration says it runs on, and nothing else: artifacts have configurations of their own, which say nothing.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    public static Platform ReadPlatform(ReadOnlySpan<byte> json) => ImageDocument.Read(
        json,
        "An image configuration",
        root => new Platform(root.FindText("os") ?? "unknown", root.FindText("architecture") ?? "unknown", root.FindText("variant")));

    private static void WriteExecution(Utf8JsonWriter writer, ImageConfig config)
    {
        writer.WriteStartObject("config");
        writer.WriteOptional("User", config.User);
        if (config.ExposedPorts.Count > 0)
            writer.WriteSet("ExposedPorts", config.ExposedPorts);
        if (config.Environment.Count > 0)
            writer.WriteStrings("Env", config.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        if (config.Entrypoint.Count > 0)
            writer.WriteStrings("Entrypoint", config.Entrypoint);
        if (config.Command.Count > 0)
            writer.WriteStrings("Cmd", config.Command);
        if (config.Volumes.Count > 0)
            writer.WriteSet("Volumes", config.Volumes);
        writer.WriteOptional("WorkingDir", config.WorkingDirectory);
        if (config.Labels.Count > 0)
            writer.WriteMap("Labels", config.Labels);
        writer.WriteOptional("StopSignal", config.StopSignal);
        WriteUnknown(writer, config.UnknownExecution);
        writer.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter writer, IReadOnlyList<HistoryEntry> history)
    {
        if (history.Count == 0)
            return;
        writer.WriteStartArray("history");
        foreach (var entry in history)
        {
            writer.WriteStartObject();
            writer.WriteOptional("created", entry.Created is { } created ? CanonicalJson.Time(created) : null);
            writer.WriteOptional("created_by", entry.CreatedBy);
            writer.WriteOptional("author", entry.Author);
            writer.WriteOptional("comment", entry.Comment);
            if (entry.EmptyLayer)
                writer.WriteBoolean("empty_layer", true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteUnknown(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, JsonElement>> members)
    {
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private static ImageConfig ReadDocument(JsonElement root)
    {
        var execution = root.TryGetProperty("config", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return new ImageConfig
        {
            Platform = new Platform(
                root.GetText("os"), root.GetText("architecture"), root.FindText("variant")),
            Created = Time(root, "created"),
            Author = root.FindText("author"),
            User = execution.FindText("User"),
            WorkingDirectory = execution.FindText("WorkingDir"),
            Environment = [.. Strings(execution, "Env").Select(SplitVariable)],
            Entrypoint = Strings(execution, "Entrypoint"),
            Command = Strings(execution, "Cmd"),
            ExposedPorts = Keys(execution, "ExposedPorts"),
            Volumes = Keys(execution, "Volumes"),
            StopSignal = execution.FindText("StopSignal"),
            Labels = Members(execution, "Labels").ToDictionary(pair => pair.Key, pair => pair.Value.GetString() ?? ""),
            DiffIds = [.. root.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(ImageDocument.ToDigest)],
            History = root.TryGetProperty("history", out var history) && history.ValueKind == JsonValueKind.Array
                ? [.. history.EnumerateArray().Select(ReadHistory)]
                : [],
            Unknown = Rest(root, "created", "author", "architecture", "os", "variant", "config", "rootfs", "history"),
            UnknownExecution = Rest(
                execution, "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal"),
        };
    }

    private static HistoryEntry ReadHistory(JsonElement entry) => new(
        entry.FindText("created_by"),
        Time(entry, "created"),
        entry.TryGetProperty("empty_layer", out var empty) && empty.ValueKind == JsonValueKind.True,
        entry.FindText("comment"),
        entry.FindText("author"));

    private static KeyValuePair<string, string> SplitVariable(string variable)
    {
        var cut = variable.IndexOf('=', StringComparison.Ordinal);
        return cut < 0 ? new(variable, "") : new(variable[..cut], variable[(cut + 1)..]);
    }

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;

    private static IReadOnlyList<string> Strings(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.GetString() ?? "")]
            : [];

    private static IReadOnlyList<string> Keys(JsonElement element, string name) => [.. Members(element, name).Select(pair => pair.Key)];

    private static IEnumerable<KeyValuePair<string, JsonElement>> Members(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value))
            : [];

    private static IReadOnlyList<KeyValuePair<string, JsonElement>> Rest(JsonElement element, params string[] known) =>
        element.ValueKind == JsonValueKind.Object
            ? [.. element.EnumerateObject().Where(member => !known.Contains(member.Name)).Select(member => KeyValuePair.Create(member.Name, member.Value.Clone()))]
            : [];
}
