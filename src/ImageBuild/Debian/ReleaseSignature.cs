using ImageBuild.Diagnostics;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace ImageBuild.Debian;

/// <summary>Checks the signatures of an InRelease file.</summary>
internal static class ReleaseSignature
{
    /// <summary>Hands out the signed text if one of the signatures is valid and from a key of the ring.</summary>
    /// <param name="inRelease">The file.</param>
    /// <param name="keyring">The keys that count. Archives sign with several keys, old and new; one we know is enough.</param>
    /// <param name="source">Where the file is from, for messages.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ReleaseNotTrusted"/>.</exception>
    public static string Verify(ReadOnlySpan<byte> inRelease, ArchiveKeyring keyring, string source)
    {
        if (ClearSignedText.TryParse(inRelease) is not { } signed)
            throw ErrorCodes.ReleaseNotTrusted.Error($"{source} is not a signed release file.");

        var signatures = ReadSignatures(signed.Signature, source);
        var known = 0;
        foreach (var signature in signatures)
        {
            foreach (var key in keyring.Find(signature.KeyId))
            {
                known++;
                if (IsValid(signature, key, signed.SignedBytes))
                    return signed.Text;
            }
        }

        throw ErrorCodes.ReleaseNotTrusted.Error(known == 0
            ? $"{source} is signed by unknown keys only ({string.Join(", ", signatures.Select(signature => $"{signature.KeyId:X16}"))})."
            : $"The signature of {source} does not fit its text.");
    }

    private static bool IsValid(PgpSignature signature, PgpPublicKey key, byte[] bytes)
    {
        if (signature.SignatureType is not (PgpSignature.CanonicalTextDocument or PgpSignature.BinaryDocument) || !IsStrong(signature.HashAlgorithm))
            return false;
        var lifetime = key.GetValidSeconds();
        if (signature.CreationTime < key.CreationTime || (lifetime > 0 && signature.CreationTime >= key.CreationTime.AddSeconds(lifetime)))
            return false; // made when the key was not valid
        try
        {
            signature.InitVerify(key);
            signature.Update(bytes);
            return signature.Verify();
        }
        catch (PgpException)
        {
            return false; // an algorithm that does not go with the key
        }
    }

    private static bool IsStrong(HashAlgorithmTag hash) =>
        hash is HashAlgorithmTag.Sha256 or HashAlgorithmTag.Sha384 or HashAlgorithmTag.Sha512 or HashAlgorithmTag.Sha3_256 or HashAlgorithmTag.Sha3_512;

    private static List<PgpSignature> ReadSignatures(byte[] armoured, string source)
    {
        try
        {
            using var stream = new MemoryStream(armoured, writable: false);
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
