using System.Text.Json;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials;

/// <summary>Reads login files. Messages name the file and a position, never its content: every value may be a secret.</summary>
internal static class DockerConfigReader
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads config.json, auth.json or DOCKER_AUTH_CONFIG.</summary>
    /// <param name="name">The file's path or the variable's name.</param>
    /// <param name="json">UTF-8 text. Nothing but white space is an empty configuration, which docker accepts too.</param>
    /// <param name="legacy">The text is a .dockercfg: the inside of "auths" without the name.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LoginFileUnreadable"/>.</exception>
    public static DockerConfig Read(string name, ReadOnlyMemory<byte> json, bool legacy = false)
    {
        // Editors on Windows put a byte order mark in front.
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
            json = "{}"u8.ToArray();
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            var root = Object(document.RootElement, name, "the whole");
            var flat = legacy && !root.TryGetProperty("auths", out _);
            return new DockerConfig(
                name,
                Auths(flat ? root : Member(root, "auths", name), name),
                Strings(Member(root, "credHelpers", name), name),
                flat ? null : Text(root, "credsStore", name),
                Strings(Member(root, "HttpHeaders", name), name));
        }
        catch (JsonException exception)
        {
            // The exception quotes what it stumbled over, so neither its text nor the exception itself goes on.
            throw ErrorCodes.LoginFileUnreadable.Error($"{name} is not valid JSON (line {exception.LineNumber + 1}).");
        }
    }

    private static List<KeyValuePair<string, DockerConfigEntry>> Auths(JsonElement? auths, string name) =>
        auths is not { } element ? [] : [.. element.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Entry(member, name)))];

    private static DockerConfigEntry Entry(JsonProperty member, string name)
    {
        if (member.Value.ValueKind == JsonValueKind.Null)
            return new DockerConfigEntry();
        var entry = Object(member.Value, name, $"the entry '{member.Name}'");
        return new DockerConfigEntry
        {
            Auth = Text(entry, "auth", name),
            UserName = Text(entry, "username", name),
            Password = Text(entry, "password", name),
            IdentityToken = Text(entry, "identitytoken", name),
            RegistryToken = Text(entry, "registrytoken", name),
        };
    }

    private static Dictionary<string, string> Strings(JsonElement? element, string name)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element is { } members)
        {
            foreach (var member in members.EnumerateObject())
                result[member.Name] = Text(members, member.Name, name) ?? "";
        }

        return result;
    }

    private static JsonElement? Member(JsonElement parent, string member, string name) =>
        parent.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null
            ? Object(value, name, $"'{member}'")
            : null;

    private static JsonElement Object(JsonElement value, string name, string what) => value.ValueKind == JsonValueKind.Object
        ? value
        : throw ErrorCodes.LoginFileUnreadable.Error($"In {name}, {what} is not a JSON object.");

    private static string? Text(JsonElement parent, string member, string name)
    {
        if (!parent.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw ErrorCodes.LoginFileUnreadable.Error($"In {name}, '{member}' is not a string.");
    }
}
