using System.Text;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using Org.BouncyCastle.Bcpg;

namespace ImageBuild.Tests.Debian;

/// <summary>What may be believed: a text that a trusted key signed, and nothing around it.</summary>
public sealed class ReleaseSignatureTests : IClassFixture<ReleaseSignatureTests.Keys>
{
    private const string Text = "Codename: trixie\n- dashed\nSpaces at the end:   \nÜmläut: ja\n";
    private readonly Keys _keys;

    public ReleaseSignatureTests(Keys keys) => _keys = keys;

    [Fact]
    public void A_signature_of_an_rsa_subkey_is_accepted() => AssertAccepted(TestKey.Sign(Text, _keys.Rsa));

    [Fact]
    public void A_signature_of_an_ed25519_key_is_accepted() => AssertAccepted(TestKey.Sign(Text, _keys.Ed25519));

    [Fact]
    public void One_valid_signature_beside_unknown_ones_is_enough() => AssertAccepted(TestKey.Sign(Text, _keys.Stranger, _keys.Rsa));

    [Fact]
    public void Line_ends_of_windows_make_no_difference() =>
        AssertAccepted(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(TestKey.Sign(Text, _keys.Rsa)).Replace("\n", "\r\n", StringComparison.Ordinal)));

    [Fact]
    public void Blanks_at_line_ends_are_not_part_of_the_text() =>
        AssertAccepted(Change(TestKey.Sign(Text, _keys.Rsa), "Codename: trixie\n", "Codename: trixie \t\n"));

    [Fact]
    public void An_unknown_key_is_refused() => AssertRefused(TestKey.Sign(Text, _keys.Stranger), "unknown keys");

    [Theory]
    [InlineData("trixie", "sid")]
    [InlineData("Codename", "codename")]
    [InlineData("- - dashed", "- -- dashed")]
    [InlineData("Spaces", "More: text\nSpaces")]
    [InlineData("\n\nCodename", "\n\n\nCodename")]
    public void A_changed_text_is_refused(string old, string changed) =>
        AssertRefused(Change(TestKey.Sign(Text, _keys.Rsa, _keys.Ed25519), old, changed), "does not fit");

    [Fact]
    public void A_text_without_a_signature_is_refused() => AssertRefused(Encoding.UTF8.GetBytes(Text), "not a signed release file");

    [Theory]
    [InlineData("-----BEGIN PGP SIGNED", "Codename: sid\n-----BEGIN PGP SIGNED")] // text before
    [InlineData("-----END PGP SIGNATURE-----\n", "-----END PGP SIGNATURE-----\nCodename: sid\n")] // text after
    [InlineData("Hash: SHA256\n", "Hash: SHA256\nCodename: sid\n")] // text as a header
    [InlineData("- - dashed", "- dashed\n-unescaped")] // a dash that is not escaped
    [InlineData("-----END PGP SIGNATURE-----", "")]
    [InlineData("-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP SIGNATURE-----\n-----BEGIN PGP SIGNATURE-----")]
    public void A_file_that_is_not_exactly_one_signed_text_is_refused(string old, string changed) =>
        AssertRefused(Change(TestKey.Sign(Text, _keys.Rsa), old, changed), "not a signed release file");

    [Fact]
    public void Signature_packets_that_are_none_are_refused()
    {
        var signed = Encoding.UTF8.GetString(TestKey.Sign(Text, _keys.Rsa));
        var start = signed.IndexOf("SIGNATURE-----\n\n", StringComparison.Ordinal) + "SIGNATURE-----\n\n".Length;
        AssertRefused(Encoding.UTF8.GetBytes(signed[..start] + "AAAAAAAA\n-----END PGP SIGNATURE-----\n"), "signature");
        AssertRefused(Encoding.UTF8.GetBytes(signed[..start] + "-----END PGP SIGNATURE-----\n"), "signature");
    }

    [Fact]
    public void A_weak_hash_is_refused() => AssertRefused(TestKey.Sign(Text, HashAlgorithmTag.Sha1, TestKey.Created.AddDays(1), _keys.Rsa), "weak hash");

    [Fact]
    public void A_signature_made_after_the_key_expired_is_refused()
    {
        var key = TestKey.Ed25519(TimeSpan.FromDays(30));
        AssertAccepted(TestKey.Sign(Text, HashAlgorithmTag.Sha256, TestKey.Created.AddDays(28), key), key.Keyring);
        AssertRefused(TestKey.Sign(Text, HashAlgorithmTag.Sha256, TestKey.Created.AddDays(31), key), "expired on 2025-01-31", key.Keyring);
    }

    [Fact]
    public void A_key_that_has_expired_since_is_worth_nothing_whatever_date_it_signs_with()
    {
        var key = TestKey.Ed25519(TimeSpan.FromDays(30));
        var signed = TestKey.Sign(Text, HashAlgorithmTag.Sha256, TestKey.Created.AddDays(2), key);
        AssertRefused(signed, "expired on 2025-01-31", key.Keyring, TestKey.Created.AddDays(30));
    }

    [Fact]
    public void A_subkey_is_worth_nothing_after_its_primary_key_has_expired()
    {
        var key = TestKey.RsaSubkey(TimeSpan.FromDays(30));
        AssertAccepted(TestKey.Sign(Text, key), key.Keyring);
        AssertRefused(TestKey.Sign(Text, key), "expired on 2025-01-31", key.Keyring, TestKey.Created.AddDays(31));
    }

    [Fact]
    public void A_signature_older_than_its_key_is_refused() =>
        AssertRefused(TestKey.Sign(Text, HashAlgorithmTag.Sha256, TestKey.Created.AddDays(-1), _keys.Rsa), "older than the key");

    [Fact]
    public void A_signature_in_a_file_of_its_own_is_accepted_for_the_very_bytes_only()
    {
        var release = "Codename: trixie\n"u8.ToArray();
        var signature = TestKey.SignDetached(release, _keys.Stranger, _keys.Rsa);
        Assert.Equal("Codename: trixie\n", ReleaseSignature.VerifyDetached(release, signature, _keys.Ring, Now, "Release"));
        foreach (var other in (byte[][])["Codename: sid\n"u8.ToArray(), "Codename: trixie\r\n"u8.ToArray(), [.. release, (byte)'\n'], []])
            Assert.Equal(ErrorCodes.ReleaseNotTrusted, Assert.Throws<ImageBuildException>(() => ReleaseSignature.VerifyDetached(other, signature, _keys.Ring, Now, "Release")).Code);
        Assert.Contains("unknown keys", Assert.Throws<ImageBuildException>(() => ReleaseSignature.VerifyDetached(release, TestKey.SignDetached(release, _keys.Stranger), _keys.Ring, Now, "Release")).Cause, StringComparison.Ordinal);
    }

    private static readonly DateTimeOffset Now = TestKey.Created.AddDays(29);

    private static byte[] Change(byte[] bytes, string old, string changed)
    {
        var text = Encoding.UTF8.GetString(bytes);
        Assert.Contains(old, text, StringComparison.Ordinal);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Remove(at, old.Length).Insert(at, changed));
    }

    private void AssertAccepted(byte[] bytes, ArchiveKeyring? keyring = null) =>
        Assert.Equal("Codename: trixie\n- dashed\nSpaces at the end:\nÜmläut: ja\n", ReleaseSignature.Verify(bytes, keyring ?? _keys.Ring, Now, "InRelease"));

    private void AssertRefused(byte[] bytes, string because, ArchiveKeyring? keyring = null, DateTimeOffset? now = null)
    {
        var error = Assert.Throws<ImageBuildException>(() => ReleaseSignature.Verify(bytes, keyring ?? _keys.Ring, now ?? Now, "InRelease"));
        Assert.Equal(ErrorCodes.ReleaseNotTrusted, error.Code);
        Assert.Contains(because, error.Cause, StringComparison.Ordinal);
    }

    public sealed class Keys
    {
        internal TestKey Rsa { get; } = TestKey.RsaSubkey();

        internal TestKey Ed25519 { get; } = TestKey.Ed25519();

        internal TestKey Stranger { get; } = TestKey.Ed25519();

        internal ArchiveKeyring Ring => Rsa.Keyring.With(Ed25519.Keyring);
    }
}
