using ImageBuild.Diagnostics;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace ImageBuild.Debian;

/// <summary>Checks the signatures of a release file, which stand in it (InRelease) or beside it (Release and Release.gpg).</summary>
internal static class ReleaseSignature
{
    /// <summary>Hands out the text of an InRelease file if one of its signatures is valid and from a key of the ring.</summary>
    /// <param name="inRelease">The file.</param>
    /// <param name="keyring">The keys that count. Archives sign with several keys, old and new; one we know is enough.</param>
    /// <param name="now">The time keys must still be valid at: whoever has an expired key can sign with any date.</param>
    /// <param name="source">Where the file is from, for messages.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ReleaseNotTrusted"/>.</exception>
    public static string Verify(ReadOnlySpan<byte> inRelease, ArchiveKeyring keyring, DateTimeOffset now, string source)
    {
        if (ClearSignedText.TryParse(inRelease) is not { } signed)
            throw ErrorCodes.ReleaseNotTrusted.Error($"{source} is not a signed release file.");
        Check(signed.SignedBytes, signed.Signature, [PgpSignature.CanonicalTextDocument, PgpSignature.BinaryDocument], keyring, now, source);
        return signed.Text;
    }

    /// <summary>Hands out the text of a Release file if one of the signatures in its Release.gpg is valid and from a key of the ring.</summary>
    /// <inheritdoc cref="Verify"/>
    public static string VerifyDetached(byte[] release, byte[] signature, ArchiveKeyring keyring, DateTimeOffset now, string source)
    {
        Check(release, signature, [PgpSignature.BinaryDocument], keyring, now, source);
        return System.Text.Encoding.UTF8.GetString(release);
    }

    private static void Check(byte[] bytes, byte[] packets, int[] types, ArchiveKeyring keyring, DateTimeOffset now, string source)
    {
        var signatures = ReadSignatures(packets, source);
        var refusals = new List<string>();
        foreach (var signature in signatures)
        {
            foreach (var key in keyring.Find(signature.KeyId))
            {
                if (Refusal(signature, types, key, now.UtcDateTime, bytes) is not { } refusal)
                    return;
                refusals.Add(refusal);
            }
        }

        throw ErrorCodes.ReleaseNotTrusted.Error(refusals.Count == 0
            ? $"{source} is signed by unknown keys only ({string.Join(", ", signatures.Select(signature => $"{signature.KeyId:X16}"))})."
            : $"{source} has no valid signature: {string.Join("; ", refusals.Distinct())}.");
    }

    /// <returns>Why a signature does not count; null where it does.</returns>
    private static string? Refusal(PgpSignature signature, int[] types, ArchiveKey key, DateTime now, byte[] bytes)
    {
        var name = $"{signature.KeyId:X16}";
        if (!types.Contains(signature.SignatureType))
            return $"the signature of {name} is not one of a document";
        if (!IsStrong(signature.HashAlgorithm))
            return $"the signature of {name} uses the weak hash {signature.HashAlgorithm}";
        if (key.Expires is { } expires && (expires <= now || expires <= signature.CreationTime))
            return $"the key {name} expired on {expires:yyyy-MM-dd}";
        if (signature.CreationTime < key.Key.CreationTime)
            return $"the signature of {name} is older than the key";
        if (signature.GetHashedSubPackets()?.GetSignatureExpirationTime() is > 0 and var seconds && signature.CreationTime.AddSeconds(seconds) <= now)
            return $"the signature of {name} has expired";
        try
        {
            signature.InitVerify(key.Key);
            signature.Update(bytes);
            return signature.Verify() ? null : $"the signature of {name} does not fit the text";
        }
        catch (PgpException)
        {
            return $"the signature of {name} is not one its key can make";
        }
    }

    private static bool IsStrong(HashAlgorithmTag hash) =>
        hash is HashAlgorithmTag.Sha256 or HashAlgorithmTag.Sha384 or HashAlgorithmTag.Sha512 or HashAlgorithmTag.Sha3_256 or HashAlgorithmTag.Sha3_512;

    private static List<PgpSignature> ReadSignatures(byte[] packets, string source)
    {
        try
        {
            using var stream = new MemoryStream(packets, writable: false);
            var factory = new PgpObjectFactory(PgpUtilities.GetDecoderStream(stream));
            var signatures = new List<PgpSignature>();
            while (factory.NextPgpObject() is { } next)
            {
                if (next is PgpSignatureList list)
                    signatures.AddRange(Enumerable.Range(0, list.Count).Select(index => list[index]));
            }

            if (signatures.Count > 0)
                return signatures;
        }
        catch (Exception exception) when (exception is IOException or PgpException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw ErrorCodes.ReleaseNotTrusted.Error($"The signature of {source} cannot be read: {exception.Message}", inner: exception);
        }

        throw ErrorCodes.ReleaseNotTrusted.Error($"{source} has no signature.");
    }
}
