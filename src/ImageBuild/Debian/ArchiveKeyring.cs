using ImageBuild.Diagnostics;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace ImageBuild.Debian;

/// <summary>The public keys whose signature on a release file counts.</summary>
public sealed class ArchiveKeyring
{
    private const string ResourcePrefix = "ImageBuild.Debian.Keys.";
    private readonly IReadOnlyList<ArchiveKey> _keys;

    private ArchiveKeyring(IReadOnlyList<ArchiveKey> keys) => _keys = keys;

    /// <summary>Loads the keys of a distribution's archive that are embedded in this assembly; see Debian/Keys/README.md.</summary>
    /// <remarks>Each distribution has its own: Debian's keys are not believed about Ubuntu.</remarks>
    public static ArchiveKeyring LoadFor(Distribution distribution)
    {
        var assembly = typeof(ArchiveKeyring).Assembly;
        var prefix = $"{ResourcePrefix}{distribution.Vendor}-";
        var keys = new List<ArchiveKey>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            keys.AddRange(Read(stream));
        }

        return new ArchiveKeyring(keys);
    }

    /// <summary>Loads a file with public keys, binary or armoured.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPackageSource"/>: it cannot be read, or holds no public key.</exception>
    public static ArchiveKeyring LoadFile(string path)
    {
        try
        {
            return Load(File.ReadAllBytes(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ErrorCodes.InvalidPackageSource.Error($"The key file '{path}' cannot be read: {exception.Message}", "Name a file with public keys, made with 'gpg --export'.", exception);
        }
    }

    /// <summary>Loads public keys, binary or armoured.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPackageSource"/>: it holds no public key.</exception>
    public static ArchiveKeyring Load(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            var keys = Read(stream);
            if (keys.Count > 0)
                return new ArchiveKeyring(keys);
        }
        catch (Exception exception) when (exception is IOException or PgpException or ArgumentException or InvalidOperationException)
        {
            throw NotKeys(exception);
        }

        throw NotKeys(null);

        ImageBuildException NotKeys(Exception? inner) => ErrorCodes.InvalidPackageSource.Error(
            $"'{name}' holds no OpenPGP public key.", "Export the key with 'gpg --export' and name that file.", inner);
    }

    /// <summary>The keys of both.</summary>
    public ArchiveKeyring With(ArchiveKeyring other) => new([.. _keys, .. other._keys]);

    /// <summary>The fingerprints of all keys and subkeys, upper-case hexadecimal.</summary>
    internal IEnumerable<string> Fingerprints => _keys.Select(key => Convert.ToHexString(key.Key.GetFingerprint()));

    /// <summary>The keys with an identifier. Identifiers are 64 bits and can be forged to collide, so there may be several.</summary>
    internal IEnumerable<ArchiveKey> Find(long keyId) => _keys.Where(key => key.Key.KeyId == keyId);

    private static List<ArchiveKey> Read(Stream stream)
    {
        // Only algorithms that sign; a revoked key is worth nothing from the start.
        var rings = new PgpPublicKeyRingBundle(PgpUtilities.GetDecoderStream(stream)).GetKeyRings();
        return
        [
            .. rings.Where(ring => !ring.GetPublicKey().HasRevocation())
                .SelectMany(ring => ring.GetPublicKeys().Select(key => new ArchiveKey(key, ring.GetPublicKey())))
                .Where(key => !key.Key.HasRevocation() && key.Key.Algorithm is
                    PublicKeyAlgorithmTag.RsaGeneral or PublicKeyAlgorithmTag.RsaSign or PublicKeyAlgorithmTag.ECDsa
                    or PublicKeyAlgorithmTag.EdDsa_Legacy or PublicKeyAlgorithmTag.Ed25519 or PublicKeyAlgorithmTag.Ed448),
        ];
    }
}
