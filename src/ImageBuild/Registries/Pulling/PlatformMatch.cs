using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Pulling;

/// <summary>Finds out which platform an image is for.</summary>
internal static class PlatformMatch
{
    /// <summary>Whether an entry of an index suits. "arm64" and "arm64/v8" are the same; any other variant counts where both state one.</summary>
    public static bool Satisfies(Platform? offered, Platform wanted) =>
        offered is not null
        && offered.OperatingSystem == wanted.OperatingSystem
        && offered.Architecture == wanted.Architecture
        && (offered.Variant is null || wanted.Variant is null || offered.Variant == wanted.Variant);

    /// <summary>Reads the platform out of an image configuration. Artifacts have none there.</summary>
    public static Platform Read(ReadOnlyMemory<byte> config, Digest digest)
    {
        try
        {
            using var document = JsonDocument.Parse(config);
            var root = document.RootElement;
            return new(Text("os") ?? "unknown", Text("architecture") ?? "unknown", Text("variant"));

            string? Text(string name) =>
                root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (JsonException exception)
        {
            throw ErrorCodes.MalformedAnswer.Error($"The config {digest} is not JSON.", "Push the image again; this one is damaged.", exception);
        }
    }
}
