using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Reads a suite of an archive: signed release file, then the indexes it vouches for.</summary>
internal sealed class SuiteReader(ArchiveClient client, ArchiveKeyring keyring, TimeProvider time)
{
    private const long ReleaseLimit = 16L << 20;
    private const long IndexLimit = 256L << 20;
    private const long ExpandedIndexLimit = 1L << 30;

    /// <summary>Reads the suite from the first of its sources that has it.</summary>
    /// <returns>Null where none has it.</returns>
    /// <exception cref="ImageBuildException">The source cannot be reached, is not trusted, too old, or not what its release file says.</exception>
    public async Task<SuiteIndex?> TryReadAsync(string suite, IReadOnlyList<PackageSource> sources, string architecture, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            var folder = PoolPath.In(source.Uri, $"dists/{suite}");
            if (await TryReadReleaseAsync(folder, suite, source.SignedBy ?? keyring, cancellationToken).ConfigureAwait(false) is not var (release, digest))
                continue;
            var packages = new List<BinaryPackage>();
            foreach (var component in source.Components)
                packages.AddRange(await ReadIndexAsync(folder, release, suite, component, architecture, cancellationToken).ConfigureAwait(false));
            return new SuiteIndex(new LockedSource(suite, source.Components, digest, release.Date), packages);
        }

        return null;
    }

    /// <summary>The checked release file, and the digest of the file that was signed.</summary>
    /// <returns>Null where there is none.</returns>
    private async Task<(Release Release, Digest Digest)?> TryReadReleaseAsync(Uri folder, string suite, ArchiveKeyring keys, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var address = PoolPath.In(folder, "InRelease");
        var bytes = await client.TryGetAsync(address, ReleaseLimit, cancellationToken).ConfigureAwait(false);
        string text;
        if (bytes is not null)
        {
            text = ReleaseSignature.Verify(bytes, keys, now, ArchiveClient.Display(address));
        }
        else
        {
            // The older form, which company repositories still use: the signature is a file of its own.
            address = PoolPath.In(folder, "Release");
            bytes = await client.TryGetAsync(address, ReleaseLimit, cancellationToken).ConfigureAwait(false);
            if (bytes is null)
                return null;
            var signature = await client.TryGetAsync(PoolPath.In(folder, "Release.gpg"), ReleaseLimit, cancellationToken).ConfigureAwait(false)
                ?? throw ErrorCodes.ReleaseNotTrusted.Error($"{ArchiveClient.Display(address)} has neither a signature in it nor one beside it.");
            text = ReleaseSignature.VerifyDetached(bytes, signature, keys, now, ArchiveClient.Display(address));
        }

        var release = Release.Parse(text, ArchiveClient.Display(address));
        release.Check(suite, now, ArchiveClient.Display(address));
        return (release, Digest.Of(bytes));
    }

    private async Task<IReadOnlyList<BinaryPackage>> ReadIndexAsync(
        Uri folder, Release release, string suite, string component, string architecture, CancellationToken cancellationToken)
    {
        var path = $"{component}/binary-{architecture}/Packages";
        var suffix = Decompression.Suffixes.FirstOrDefault(suffix => release.Find(path + suffix) is not null)
            ?? throw ErrorCodes.IndexMissing.Error($"{ArchiveClient.Display(folder)} has no component '{component}' for {architecture}.");
        var descriptor = release.Find(path + suffix)!;
        if (descriptor.Size > IndexLimit)
            throw ErrorCodes.IndexDamaged.Error($"The index {path}{suffix} of {ArchiveClient.Display(folder)} is said to have {descriptor.Size} bytes.");

        var (address, bytes) = await FetchAsync(folder, release, path + suffix, descriptor, cancellationToken).ConfigureAwait(false);
        if (bytes.Length != descriptor.Size || Digest.Of(bytes) != descriptor.Digest)
            throw ErrorCodes.PackageSourceInconsistent.Error($"{ArchiveClient.Display(address)} is not the file that the release file of {suite} names.");

        try
        {
            using var compressed = new MemoryStream(bytes, writable: false);
            using var expanded = new LimitedStream(
                Decompression.Open(compressed, suffix), ExpandedIndexLimit, () => new FormatException($"it unpacks to more than {ExpandedIndexLimit} bytes"));
            using var reader = new StreamReader(expanded, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024);
            return [.. BinaryPackage.ReadIndex(reader, suite, architecture)];
        }
        catch (Exception exception) when (Decompression.IsDamage(exception))
        {
            throw ErrorCodes.IndexDamaged.Error($"{ArchiveClient.Display(address)} cannot be read: {exception.Message}", inner: exception);
        }
    }

    private async Task<(Uri Address, byte[] Bytes)> FetchAsync(
        Uri folder, Release release, string path, Descriptor descriptor, CancellationToken cancellationToken)
    {
        // A name with the hash in it keeps its content while the mirror is updated; partial mirrors have the plain name only.
        var byHash = PoolPath.In(folder, $"{path[..path.LastIndexOf('/')]}/by-hash/SHA256/{descriptor.Digest.Hex}");
        if (release.HasByHash && await client.TryGetAsync(byHash, descriptor.Size, cancellationToken).ConfigureAwait(false) is { } named)
            return (byHash, named);
        var plain = PoolPath.In(folder, path);
        return await client.TryGetAsync(plain, descriptor.Size, cancellationToken).ConfigureAwait(false) is { } bytes
            ? (plain, bytes)
            : throw ErrorCodes.PackageSourceInconsistent.Error($"{ArchiveClient.Display(plain)} is named in the release file but not there.");
    }
}
