using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImageBuild.Debian;

namespace ImageBuild.Locking;

/// <summary>Writes a lock as JSON for people and for git: fixed order, everything sorted, two blanks of indentation, "\n".</summary>
internal static class LockWriter
{
    /// <summary>A time in UTC without fractions: "2026-11-21T09:15:44Z".</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonWriterOptions Options = new()
    {
        // Leaves the '+' of versions readable; the file is not put into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
    };

    /// <summary>The bytes of the file.</summary>
    public static byte[] Write(ImageLock imageLock)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("formatVersion", ImageLockFile.FormatVersion);
            writer.WriteList("platforms", imageLock.Platforms.OrderBy(platform => platform.Platform, StringComparer.Ordinal), Platform);
            writer.WriteList("baseImages", imageLock.BaseImages.OrderBy(image => image.Reference, StringComparer.Ordinal), BaseImage);
            writer.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Platform(Utf8JsonWriter writer, PlatformLock platform)
    {
        writer.WriteString("platform", platform.Platform);
        if (platform.BaseOs is { } baseOs)
            BaseOs(writer, baseOs);
        else
            writer.WriteNull("baseOs");
        var packs = platform.RuntimePacks.OrderBy(pack => pack.Id, StringComparer.Ordinal).ThenBy(pack => pack.RuntimeIdentifier, StringComparer.Ordinal);
        writer.WriteList("runtimePacks", packs, RuntimePack);
    }

    private static void BaseOs(Utf8JsonWriter writer, LockedBaseOs baseOs)
    {
        writer.WriteStartObject("baseOs");
        writer.WriteString("distribution", baseOs.Distribution);
        writer.WriteString("inputs", baseOs.Inputs.ToString());
        writer.WriteList("sources", baseOs.Sources, Source);
        writer.WriteList("packages", baseOs.Packages.OrderBy(package => package.Name, StringComparer.Ordinal), Package);
        writer.WriteList("added", baseOs.Added.OrderBy(package => package.Name, StringComparer.Ordinal), Package);
        if (baseOs.Layer is { } layer)
        {
            writer.WriteStartObject("layer");
            writer.WriteString("key", layer.Key.ToString());
            writer.WriteString("diffId", layer.DiffId.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Source(Utf8JsonWriter writer, LockedSource source)
    {
        writer.WriteString("suite", source.Suite);
        writer.WriteStartArray("components");
        foreach (var component in source.Components)
            writer.WriteStringValue(component);
        writer.WriteEndArray();
        writer.WriteString("inRelease", source.InRelease.ToString());
        writer.WriteString("date", source.Date.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
    }

    private static void Package(Utf8JsonWriter writer, LockedPackage package)
    {
        writer.WriteString("name", package.Name);
        writer.WriteString("version", package.Version);
        writer.WriteString("architecture", package.Architecture);
        writer.WriteString("sha256", package.Sha256.ToString());
        writer.WriteNumber("size", package.Size);
        writer.WriteString("suite", package.Suite);
        writer.WriteString("path", package.Path);
        writer.WriteString("reason", package.Reason);
    }

    private static void RuntimePack(Utf8JsonWriter writer, RuntimePackLock pack)
    {
        writer.WriteString("id", pack.Id);
        writer.WriteString("version", pack.Version);
        writer.WriteString("runtimeIdentifier", pack.RuntimeIdentifier);
        writer.WriteString("contentHash", pack.ContentHash);
    }

    private static void BaseImage(Utf8JsonWriter writer, BaseImageLock image)
    {
        writer.WriteString("reference", image.Reference);
        writer.WriteString("digest", image.Digest.ToString());
    }

    private static void WriteList<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> members, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var member in members)
        {
            writer.WriteStartObject();
            write(writer, member);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
