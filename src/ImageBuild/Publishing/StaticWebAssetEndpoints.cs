using System.Text.Json;
using System.Text.Json.Nodes;
using ImageBuild.Images;

namespace ImageBuild.Publishing;

/// <summary>The list of static web assets ASP.NET Core serves, without the clock of the machine that built it.</summary>
/// <remarks>
/// Every endpoint carries a Last-Modified header with the file's time on the build machine, which makes the same source
/// different bytes in every checkout. In the image all files have the epoch as their time, so the header says that too.
/// Browsers go by the ETag beside it, which comes from the content.
/// </remarks>
internal static class StaticWebAssetEndpoints
{
    private const string Epoch = "Thu, 01 Jan 1970 00:00:00 GMT";

    /// <summary>Whether a path in the publish folder is such a list.</summary>
    public static bool IsManifest(string relativePath) =>
        relativePath.EndsWith(".staticwebassets.endpoints.json", StringComparison.Ordinal) && !relativePath.Contains('/', StringComparison.Ordinal);

    /// <summary>The same list with constant times. What is not such a list comes back unchanged.</summary>
    public static byte[] Normalize(byte[] json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject root || root["Endpoints"] is not JsonArray endpoints)
                return json;
            foreach (var header in endpoints.OfType<JsonObject>().SelectMany(endpoint => (endpoint["ResponseHeaders"] as JsonArray ?? []).OfType<JsonObject>()))
            {
                if (header["Name"] is JsonValue name && name.TryGetValue(out string? text) && text == "Last-Modified")
                    header["Value"] = Epoch;
            }

            return CanonicalJson.Write(writer => root.WriteTo(writer));
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
