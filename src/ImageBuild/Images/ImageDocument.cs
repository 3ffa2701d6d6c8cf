using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Images;

/// <summary>Reads the JSON documents of images, which may come from anywhere.</summary>
internal static class ImageDocument
{
    /// <summary>A document with two members of one name means one thing to us and another to the next tool.</summary>
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Parses the document and lets <paramref name="read"/> take from it what it needs.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="what">What to call it in the message: "A manifest".</param>
    /// <param name="read">Throws one of the exceptions of <see cref="JsonElement"/>, or <see cref="FormatException"/>, where something is missing or wrong.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string what, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray(), Options);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw ErrorCodes.InvalidImage.Error($"{what} cannot be read: {exception.Message}", inner: exception);
        }
    }

    /// <summary>A member that must be there and be a string.</summary>
    public static string GetText(this JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    /// <summary>A member that may be missing; null also where it is no string or an empty one.</summary>
    public static string? FindText(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>A string that must be a digest.</summary>
    public static Digest ToDigest(this JsonElement element) =>
        Digest.TryParse(element.GetString(), out var digest) ? digest : throw new FormatException($"'{element}' is not a digest");
}
