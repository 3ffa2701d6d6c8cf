using System.Security.Cryptography;
using System.Text;
using ImageBuild.Debian;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace ImageBuild.Tests.Debian;

/// <summary>A key pair that signs release files, made for the test run.</summary>
internal sealed class TestKey
{
    public static readonly DateTime Created = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly PgpPrivateKey _privateKey;
    private readonly PublicKeyAlgorithmTag _algorithm;

    private TestKey(PgpPublicKeyRing ring, PgpPrivateKey privateKey, PublicKeyAlgorithmTag algorithm)
    {
        using var stream = new MemoryStream();
        ring.Encode(stream);
        PublicKey = stream.ToArray();
        _privateKey = privateKey;
        _algorithm = algorithm;
        Keyring = ArchiveKeyring.Load(PublicKey, "test key");
    }

    public byte[] PublicKey { get; }

    public ArchiveKeyring Keyring { get; }

    /// <summary>As Debian's automatic keys are: a primary key that only certifies, a subkey that signs.</summary>
    public static TestKey RsaSubkey(TimeSpan? lifetime = null)
    {
        var subkey = new PgpKeyPair(PublicKeyAlgorithmTag.RsaGeneral, Rsa(), Created);
        var ring = Ring(new PgpKeyPair(PublicKeyAlgorithmTag.RsaGeneral, Rsa(), Created), lifetime);
        ring.AddSubKey(subkey);
        return new TestKey(ring.GeneratePublicKeyRing(), subkey.PrivateKey, PublicKeyAlgorithmTag.RsaGeneral);
    }

    /// <summary>As Debian's release keys are: one Ed25519 key.</summary>
    public static TestKey Ed25519(TimeSpan? lifetime = null)
    {
        var generator = new Ed25519KeyPairGenerator();
        generator.Init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        var pair = new PgpKeyPair(PublicKeyAlgorithmTag.EdDsa_Legacy, generator.GenerateKeyPair(), Created);
        return new TestKey(Ring(pair, lifetime).GeneratePublicKeyRing(), pair.PrivateKey, PublicKeyAlgorithmTag.EdDsa_Legacy);
    }

    /// <summary>Signs a text in the clear, with one signature per key.</summary>
    public static byte[] Sign(string text, params TestKey[] keys) => Sign(text, HashAlgorithmTag.Sha256, Created.AddDays(1), keys);

    public static byte[] Sign(string text, HashAlgorithmTag hash, DateTime time, params TestKey[] keys)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var signed = Encoding.UTF8.GetBytes(string.Join("\r\n", lines.Select(line => line.TrimEnd(' ', '\t'))));
        var shown = string.Join('\n', lines.Select(line => line.StartsWith('-') ? "- " + line : line));
        using var packets = new MemoryStream();
        foreach (var key in keys)
            key.Generate(signed, hash, time).Encode(packets);
        var armour = Convert.ToBase64String(packets.ToArray(), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n");
        return Encoding.UTF8.GetBytes(
            $"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{shown}\n-----BEGIN PGP SIGNATURE-----\n\n{armour}\n-----END PGP SIGNATURE-----\n");
    }

    /// <summary>A signature in a file of its own, one per key.</summary>
    public static byte[] SignDetached(byte[] bytes, params TestKey[] keys)
    {
        using var packets = new MemoryStream();
        foreach (var key in keys)
            key.Generate(bytes, HashAlgorithmTag.Sha256, Created.AddDays(1), PgpSignature.BinaryDocument).Encode(packets);
        return packets.ToArray();
    }

    private PgpSignature Generate(byte[] bytes, HashAlgorithmTag hash, DateTime time, int type = PgpSignature.CanonicalTextDocument)
    {
        var generator = new PgpSignatureGenerator(_algorithm, hash);
        generator.InitSign(type, _privateKey);
        var packets = new PgpSignatureSubpacketGenerator();
        packets.SetSignatureCreationTime(false, time);
        generator.SetHashedSubpackets(packets.Generate());
        generator.Update(bytes);
        return generator.Generate();
    }

    private static PgpKeyRingGenerator Ring(PgpKeyPair primary, TimeSpan? lifetime)
    {
        var packets = new PgpSignatureSubpacketGenerator();
        if (lifetime is { } limit)
            packets.SetKeyExpirationTime(false, (long)limit.TotalSeconds);
        return new PgpKeyRingGenerator(
            PgpSignature.PositiveCertification, primary, "Test Archive <archive@example.org>", SymmetricKeyAlgorithmTag.Null,
            HashAlgorithmTag.Sha256, Array.Empty<char>(), true, packets.Generate(), null, new SecureRandom());
    }

    private static AsymmetricCipherKeyPair Rsa()
    {
        using var rsa = RSA.Create(2048);
        return DotNetUtilities.GetRsaKeyPair(rsa.ExportParameters(true));
    }
}
