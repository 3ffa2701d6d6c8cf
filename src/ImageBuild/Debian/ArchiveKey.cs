using Org.BouncyCastle.Bcpg.OpenPgp;

namespace ImageBuild.Debian;

/// <summary>A public key that signs release files.</summary>
/// <param name="Key">The key itself: a primary key, or a subkey of one.</param>
/// <param name="Primary">The key it belongs to; a subkey is worth nothing after its primary key has expired.</param>
internal sealed record ArchiveKey(PgpPublicKey Key, PgpPublicKey Primary)
{
    /// <summary>When key and primary key stop being valid, UTC; null for never.</summary>
    public DateTime? Expires => new[] { Limit(Key), Limit(Primary) }.Min();

    private static DateTime? Limit(PgpPublicKey key) => key.GetValidSeconds() is > 0 and var seconds ? key.CreationTime.AddSeconds(seconds) : null;
}
