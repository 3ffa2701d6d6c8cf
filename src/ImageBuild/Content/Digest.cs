using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Content;

/// <summary>A SHA-256 content address, "sha256:" and 64 lower-case hexadecimal digits.</summary>
/// <remarks>OCI image-spec, descriptor.md. SHA-256 is the one algorithm every registry accepts.</remarks>
public sealed record Digest : IComparable<Digest>
{
    private const string Prefix = "sha256:";
    private const int HexLength = 64;

    private Digest(string hex) => Hex = hex;

    /// <summary>The 64 hexadecimal digits without the algorithm.</summary>
    public string Hex { get; }

    /// <summary>The first 12 digits, for people.</summary>
    public string Short => Hex[..12];

    /// <summary>The digest of the bytes given.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return FromHash(hash);
    }

    /// <summary>The digest of a text in UTF-8.</summary>
    public static Digest Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The digest of everything from the stream's position to its end.</summary>
    public static async Task<Digest> OfAsync(Stream stream, CancellationToken cancellationToken) =>
        FromHash(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));

    /// <summary>Wraps a finished SHA-256 hash.</summary>
    /// <param name="hash">32 bytes.</param>
    public static Digest FromHash(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, SHA256.HashSizeInBytes);
        return new Digest(Convert.ToHexStringLower(hash));
    }

    /// <summary>Reads 64 hexadecimal digits without an algorithm, as Debian's indexes write them.</summary>
    public static bool TryFromHex([NotNullWhen(true)] string? hex, [NotNullWhen(true)] out Digest? digest)
    {
        if (hex is { Length: HexLength } && hex.All(char.IsAsciiHexDigitLower))
        {
            digest = new Digest(hex);
            return true;
        }

        digest = null;
        return false;
    }

    /// <summary>Reads "sha256:…".</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Digest? digest)
    {
        digest = null;
        return text is not null && text.StartsWith(Prefix, StringComparison.Ordinal) && TryFromHex(text[Prefix.Length..], out digest);
    }

    /// <summary>Reads "sha256:…".</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidDigest"/>.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw ErrorCodes.InvalidDigest.Error($"'{text}' is not a digest.");

    /// <summary>Orders by the hexadecimal digits.</summary>
    public int CompareTo(Digest? other) => string.CompareOrdinal(Hex, other?.Hex);

    /// <summary>"sha256:" and the digits.</summary>
    public override string ToString() => Prefix + Hex;

    /// <summary>Ordinal order of the digits.</summary>
    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the digits.</summary>
    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the digits.</summary>
    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the digits.</summary>
    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;
}
