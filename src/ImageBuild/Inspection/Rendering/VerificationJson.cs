using ImageBuild.Images;
using ImageBuild.Inspection.Verifying;

namespace ImageBuild.Inspection.Rendering;

/// <summary>A verification as JSON. Its schema is docs/schemas/verify.schema.json.</summary>
public static class VerificationJson
{
    /// <summary>Raised when a member changes its meaning; new members do not raise it.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The document.</summary>
    public static byte[] Write(Verification verification) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", SchemaVersion);
        writer.WriteString("source", verification.Source);
        writer.WriteOptional("digest", verification.Root?.Digest.ToString());
        writer.WriteBoolean("right", verification.IsRight);
        writer.WriteNumber("blobs", verification.Blobs);
        writer.WriteNumber("bytes", verification.Bytes);
        writer.WriteStartArray("findings");
        foreach (var finding in verification.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("code", finding.Code.Id);
            writer.WriteString("title", finding.Code.Title);
            writer.WriteOptional("platform", finding.Platform?.ToString());
            writer.WriteString("text", finding.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
