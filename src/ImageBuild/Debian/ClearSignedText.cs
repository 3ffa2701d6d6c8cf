using System.Text;

namespace ImageBuild.Debian;

/// <summary>A text with its signature beside it, taken apart: the text that was signed, and the signature packets.</summary>
/// <remarks>
/// RFC 9580 section 7. Strict on purpose: nothing may stand before or after, there is one text and one block of signatures,
/// and only what was signed is ever handed out. A lenient reader could be shown one text and use another.
/// </remarks>
internal sealed class ClearSignedText
{
    private const string TextBegin = "-----BEGIN PGP SIGNED MESSAGE-----";
    private const string SignatureBegin = "-----BEGIN PGP SIGNATURE-----";
    private const string SignatureEnd = "-----END PGP SIGNATURE-----";

    private ClearSignedText(byte[] signedBytes, byte[] signature)
    {
        SignedBytes = signedBytes;
        Signature = signature;
    }

    /// <summary>What the signatures are computed over: lines joined by CR LF, without the blanks at their ends.</summary>
    public byte[] SignedBytes { get; }

    /// <summary>The armoured signature packets.</summary>
    public byte[] Signature { get; }

    /// <summary>The text for readers.</summary>
    public string Text => Encoding.UTF8.GetString(SignedBytes).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n";

    /// <summary>Takes a clear-signed file apart.</summary>
    /// <returns>Null where the bytes are not exactly one clear-signed text.</returns>
    public static ClearSignedText? TryParse(ReadOnlySpan<byte> bytes)
    {
        // Latin-1 maps each byte to one character and back, so the hash sees the bytes whatever their encoding.
        var lines = Encoding.Latin1.GetString(bytes).Split('\n').Select(line => line.TrimEnd(' ', '\t', '\r')).ToArray();
        var last = Array.FindLastIndex(lines, line => line.Length > 0);
        var signature = Array.IndexOf(lines, SignatureBegin);
        if (lines[0] != TextBegin || signature < 0 || last <= signature || lines[last] != SignatureEnd
            || Array.IndexOf(lines, SignatureEnd) != last || Array.LastIndexOf(lines, SignatureBegin) != signature)
        {
            return null;
        }

        var first = Array.IndexOf(lines, "") + 1;
        if (first == 0 || first > signature || lines[1..(first - 1)].Any(line => !line.StartsWith("Hash: ", StringComparison.Ordinal)))
            return null;

        var text = lines[first..signature];
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index].StartsWith("- ", StringComparison.Ordinal))
                text[index] = text[index][2..];
            else if (text[index].StartsWith('-'))
                return null; // a line that starts with a dash must be escaped
        }

        return new ClearSignedText(
            Encoding.Latin1.GetBytes(string.Join("\r\n", text)),
            Encoding.Latin1.GetBytes(string.Join('\n', lines[signature..(last + 1)]) + "\n"));
    }
}
