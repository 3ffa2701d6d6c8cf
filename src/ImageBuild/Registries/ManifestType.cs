using System.Text.Json;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries;

/// <summary>Finds out what kind of manifest some bytes are.</summary>
internal static class ManifestType
{
    /// <summary>The media type, from the "mediaType" field, else from the header.</summary>
    /// <param name="bytes">The manifest.</param>
    /// <param name="header">Content-Type without parameters; may be empty.</param>
    /// <param name="what">How messages call it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.MalformedAnswer"/>, <see cref="ErrorCodes.ManifestUnsupported"/>.</exception>
    public static string Of(ReadOnlyMemory<byte> bytes, string header, string what)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new() { MaxDepth = 64 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw ErrorCodes.MalformedAnswer.Error($"{what} is not a JSON object.");
            if (root.TryGetProperty("schemaVersion", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == 1)
                throw ErrorCodes.ManifestUnsupported.Error($"{what} is of Docker's schema 1.");
            var field = root.TryGetProperty("mediaType", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            var generic = header.Length == 0 || header is "application/json" or "text/plain" or "application/octet-stream";
            if (field.Length > 0 && !generic && !field.Equals(header, StringComparison.OrdinalIgnoreCase))
                throw ErrorCodes.MalformedAnswer.Error($"{what} says it is '{field}' but was sent as '{header}'.");
            // Neither said: an OCI manifest may leave the field out, and its shape tells which one it is.
            var guess = root.TryGetProperty("manifests", out _) ? Content.MediaTypes.OciIndex : Content.MediaTypes.OciManifest;
            return field.Length > 0 ? field : generic ? guess : header;
        }
        catch (JsonException exception)
        {
            throw ErrorCodes.MalformedAnswer.Error($"{what} is not JSON.", inner: exception);
        }
    }
}
