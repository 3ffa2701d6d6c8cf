using System.Globalization;
using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Locking;

/// <summary>Takes a lock out of its JSON. Members it does not know are passed over; what is missing or of another kind is an error that names it.</summary>
/// <remarks>By hand, because every publish reads a lock, and getting a serializer ready for it takes longer than all of the reading.</remarks>
internal static class LockReader
{
    /// <summary>A member that is there twice means one thing to us and another to the next tool.</summary>
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a lock of the one format there is.</summary>
    /// <param name="json">UTF-8 without a byte order mark.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <exception cref="JsonException">It is no lock.</exception>
    /// <exception cref="InvalidOperationException">A text in it is no Unicode.</exception>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockTooNew"/>.</exception>
    public static ImageLock Read(ReadOnlyMemory<byte> json, string name)
    {
        using var document = JsonDocument.Parse(json, Options);
        var root = document.RootElement;

        // The version first: a newer format need not look like ours in any other way.
        var version = root.Number("formatVersion");
        if (version > ImageLockFile.FormatVersion)
            throw ErrorCodes.LockTooNew.Error($"'{name}' has the format {version}; this version of ImageBuild knows {ImageLockFile.FormatVersion}.");
        if (version < 1)
            throw new JsonException("it states no format version");
        return new ImageLock(root.List("platforms", Platform), root.List("baseImages", BaseImage));
    }

    private static PlatformLock Platform(JsonElement element) => new(
        element.Text("platform"),
        element.Find("baseOs") is not { } baseOs ? throw Missing("baseOs") : baseOs.ValueKind == JsonValueKind.Null ? null : BaseOs(baseOs),
        element.List("runtimePacks", RuntimePack));

    private static LockedBaseOs BaseOs(JsonElement element) => new(
        element.Text("distribution"),
        element.Digest("inputs"),
        element.List("sources", Source),
        element.List("packages", Package))
    {
        Added = element.Find("added") is null ? [] : element.List("added", Package),
        Layer = element.Find("layer") is { ValueKind: not JsonValueKind.Null } layer ? new LockedLayer(layer.Digest("key"), layer.Digest("diffId")) : null,
    };

    private static LockedSource Source(JsonElement element) => new(
        element.Text("suite"),
        element.List("components", component => component.ValueKind == JsonValueKind.String ? component.GetString()! : throw new JsonException($"{component.ValueKind} is not a component")),
        element.Digest("inRelease"),
        element.Time("date"));

    private static LockedPackage Package(JsonElement element) => new(
        element.Text("name"),
        element.Text("version"),
        element.Text("architecture"),
        element.Digest("sha256"),
        element.Number("size"),
        element.Text("suite"),
        element.Text("path"))
    {
        Reason = element.Find("reason") is null ? "" : element.Text("reason"),
    };

    private static RuntimePackLock RuntimePack(JsonElement element) =>
        new(element.Text("id"), element.Text("version"), element.Text("runtimeIdentifier"), element.Text("contentHash"));

    private static BaseImageLock BaseImage(JsonElement element) => new(element.Text("reference"), element.Digest("digest"));

    /// <summary>A member that may be missing; then the result is null.</summary>
    private static JsonElement? Find(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new JsonException($"there is {element.ValueKind} where an object should be");
        return element.TryGetProperty(name, out var value) ? value : null;
    }

    private static JsonException Missing(string name) => new($"'{name}' is missing");

    private static JsonElement Get(this JsonElement element, string name, JsonValueKind kind)
    {
        var value = element.Find(name) ?? throw Missing(name);
        return value.ValueKind == kind ? value : throw new JsonException($"'{name}' is {value.ValueKind} and should be {kind}");
    }

    private static string Text(this JsonElement element, string name) => element.Get(name, JsonValueKind.String).GetString()!;

    private static long Number(this JsonElement element, string name) =>
        element.Get(name, JsonValueKind.Number).TryGetInt64(out var number) ? number : throw new JsonException($"'{name}' is not a whole number");

    private static Digest Digest(this JsonElement element, string name) =>
        Content.Digest.TryParse(element.Text(name), out var digest) ? digest : throw new JsonException($"'{name}' is not 'sha256:' and 64 hexadecimal digits");

    private static DateTimeOffset Time(this JsonElement element, string name) => DateTimeOffset.TryParseExact(
        element.Text(name), LockWriter.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time
        : throw new JsonException($"'{name}' is not a time like 2026-01-31T12:00:00Z");

    private static List<T> List<T>(this JsonElement element, string name, Func<JsonElement, T> read)
    {
        List<T> list = [];
        foreach (var member in element.Get(name, JsonValueKind.Array).EnumerateArray())
            list.Add(read(member));
        return list;
    }
}
