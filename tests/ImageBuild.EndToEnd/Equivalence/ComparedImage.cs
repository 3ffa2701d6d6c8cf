using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.Equivalence;

/// <summary>An image as lines that can be compared: a line a field of the configuration and the manifest, a line a property of each file above the base.</summary>
internal sealed class ComparedImage
{
    private static readonly string[] KnownMembers = ["architecture", "os", "created", "config", "rootfs", "history"];

    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    private ComparedImage(OciLayout layout, int baseLayers)
    {
        AddConfig(layout.Config);
        var manifest = layout.Manifest;
        _values["manifest mediaType"] = manifest.GetProperty("mediaType").GetString()!;
        _values["manifest config mediaType"] = manifest.GetProperty("config").GetProperty("mediaType").GetString()!;
        if (manifest.TryGetProperty("annotations", out var annotations))
        {
            foreach (var annotation in annotations.EnumerateObject())
                _values[$"manifest annotation {annotation.Name}"] = annotation.Value.GetString()!;
        }

        foreach (var digest in layout.LayerDigests.Skip(baseLayers))
            AddLayer(Path.Combine([layout.Path, "blobs", .. digest.Split(':')]));
    }

    public static ComparedImage Of(OciLayout layout, int baseLayers) => new(layout, baseLayers);

    /// <summary>What differs: "WHERE: OURS instead of THEIRS".</summary>
    public IEnumerable<string> DifferencesFrom(ComparedImage other) => _values.Keys.Union(other._values.Keys).Order(StringComparer.Ordinal)
        .Where(key => _values.GetValueOrDefault(key) != other._values.GetValueOrDefault(key))
        .Select(key => $"{key}: {_values.GetValueOrDefault(key) ?? "nothing"} instead of {other._values.GetValueOrDefault(key) ?? "nothing"}");

    private void AddConfig(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (!KnownMembers.Contains(member.Name))
                _values[$"config unknown member {member.Name}"] = member.Value.GetRawText();
            else if (member.Name is not "config")
                _values[$"config {member.Name}"] = member.Value.GetRawText();
        }

        foreach (var member in root.GetProperty("config").EnumerateObject())
        {
            if (member.Value.GetRawText() is "[]" or "{}" or "null" or "\"\"")
                _values[$"config empty {member.Name}"] = member.Value.GetRawText();
            else if (member.Name == "Labels")
                Add("config label ", member.Value.EnumerateObject().Select(label => (label.Name, label.Value.GetString()!)));
            else if (member.Name == "Env")
                Add("config variable ", member.Value.EnumerateArray().Select(variable => (variable.GetString()!.Split('=')[0], variable.GetString()!)));
            else if (member.Name is "ExposedPorts" or "Volumes")
                _values[$"config {member.Name}"] = string.Join(' ', member.Value.EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal));
            else if (member.Value.ValueKind == JsonValueKind.Array)
                _values[$"config {member.Name}"] = string.Join('|', member.Value.EnumerateArray().Select(item => item.GetString()));
            else
                _values[$"config {member.Name}"] = member.Value.ToString();
        }
    }

    private void Add(string prefix, IEnumerable<(string Name, string Value)> values)
    {
        foreach (var (name, value) in values)
            _values[prefix + name] = value;
    }

    /// <summary>Folders are left out: where a file is, its folders are. Times are all the same in ours and never in the SDK's.</summary>
    private void AddLayer(string file)
    {
        using var compressed = File.OpenRead(file);
        using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        using var tar = new TarReader(plain);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType == TarEntryType.Directory)
                continue;
            var name = $"file {entry.Name.TrimStart('.').TrimStart('/')}";
            _values[$"{name} type"] = entry.EntryType == TarEntryType.SymbolicLink ? $"link to {entry.LinkName}" : "file";
            _values[$"{name} mode"] = Convert.ToString((int)entry.Mode, 8);
            _values[$"{name} owner"] = $"{entry.Uid}:{entry.Gid}";
            if (entry.DataStream is { } data)
                _values[$"{name} content"] = Convert.ToHexStringLower(SHA256.HashData(data))[..12];
        }
    }
}
