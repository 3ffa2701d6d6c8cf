using System.Globalization;
using System.Text.Json;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Reads single members of JSON objects that others wrote, without trusting their shape.</summary>
internal static class JsonText
{
    /// <summary>A top-level member as text: a string's value, a number as written; null for anything else.</summary>
    public static string? Member(string json, string name)
    {
        using var document = Parse(json);
        return document is null ? null : Member(document.RootElement, name);
    }

    /// <summary>A member as text; null where the element is no object or lacks it.</summary>
    public static string? Member(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    /// <summary>The document, or null where the text is not JSON.</summary>
    public static JsonDocument? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A lifetime in seconds, given as a number or as text; null where it is neither.</summary>
    public static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e11
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>A time in ISO 8601; null where it is not one.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
