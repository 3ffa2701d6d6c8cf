using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ImageBuild.Tar;

/// <summary>The records of a PAX extended header that change the meaning of the entry behind it.</summary>
/// <remarks>IEEE 1003.1, pax extended header: "length key=value\n", where the length counts the whole record.</remarks>
internal sealed record PaxRecords
{
    public static PaxRecords None { get; } = new();

    public string? Path { get; private init; }

    public string? LinkPath { get; private init; }

    public long? Size { get; private init; }

    public long? UserId { get; private init; }

    public long? GroupId { get; private init; }

    public double? Modified { get; private init; }

    /// <exception cref="InvalidDataException">The records are not well-formed, or change what we do not understand.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> bytes)
    {
        var records = None;
        while (bytes.Length > 0)
        {
            if (!Utf8Parser.TryParse(bytes, out int length, out var digits) || length <= digits + 1 || length > bytes.Length
                || bytes[digits] != ' ' || bytes[length - 1] != '\n')
            {
                throw new InvalidDataException("an extended header has a record that is not well-formed");
            }

            var record = bytes[(digits + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0)
                throw new InvalidDataException("an extended header has a record without a key");
            records = records.With(Encoding.UTF8.GetString(record[..equals]), Encoding.UTF8.GetString(record[(equals + 1)..]));
            bytes = bytes[length..];
        }

        return records;
    }

    private PaxRecords With(string key, string value) => key switch
    {
        "path" => this with { Path = value },
        "linkpath" => this with { LinkPath = value },
        "size" => this with { Size = Number(key, value) },
        "uid" => this with { UserId = Number(key, value) },
        "gid" => this with { GroupId = Number(key, value) },
        "mtime" => this with { Modified = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var time) ? time : throw Invalid(key, value) },
        _ when key.StartsWith("GNU.sparse.", StringComparison.Ordinal) => throw new InvalidDataException("sparse files are not supported"),
        _ => this,
    };

    private static long Number(string key, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Invalid(key, value);

    private static InvalidDataException Invalid(string key, string value) => new($"an extended header has the {key} '{value}'");
}
