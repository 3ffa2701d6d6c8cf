using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Pulling;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries;

public sealed partial class RegistryClient
{
    /// <summary>Opens a blob for reading.</summary>
    /// <returns>A stream of exactly <see cref="Descriptor.Size"/> bytes. It resumes after a broken connection, and throws
    /// <see cref="ErrorCodes.DigestMismatch"/> before it hands out the last bytes of something else.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.BlobMissing"/> and whatever else can go wrong.</exception>
    public async Task<Stream> OpenBlobAsync(string repository, Descriptor blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        var request = await RequestAsync(HttpMethod.Get, repository, $"/blobs/{blob.Digest}", _meter, cancellationToken, RegistryScope.Pull(repository)).ConfigureAwait(false);
        var download = new BlobDownload(
            blob,
            $"The blob {blob.Digest} of {Registry}/{repository}",
            (offset, token) => SendAsync(request with { Headers = Ranged(offset) }, $"pulling blob {blob.Digest}", ErrorCodes.BlobMissing, token),
            Options);
        try
        {
            await download.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return download;
        }
        catch
        {
            await download.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        // A proxy that compresses would change the bytes that are hashed.
        static KeyValuePair<string, string>[] Ranged(long offset) => offset == 0
            ? [new("Accept-Encoding", "identity")]
            : [new("Accept-Encoding", "identity"), new("Range", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bytes={offset}-"))];
    }

    /// <summary>A blob of this registry whose bytes are fetched when they are asked for.</summary>
    public IRegistryBlob Blob(string repository, Descriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return new RegistryBlob(this, ReferenceGrammar.RequireRepository(repository), descriptor);
    }

    /// <summary>One repository as a place to read images from.</summary>
    public IImageStore Store(string repository) => new RepositoryStore(this, ReferenceGrammar.RequireRepository(repository));

    /// <summary>Reads an image: its manifest now, the rest when it is asked for.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="identifier">A tag or a digest, of an image or of an index.</param>
    /// <param name="platform">Which image of an index to take. A single image is returned whatever it runs on: compare <see cref="Image.Platform"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ManifestMissing"/> where there is no such image,
    /// <see cref="ErrorCodes.BasePlatformMismatch"/> where there is none for the platform.</exception>
    public async Task<Image> GetImageAsync(string repository, string identifier, Platform platform, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        var store = Store(repository);
        var manifest = await GetManifestAsync(repository, identifier, cancellationToken).ConfigureAwait(false);
        if (!MediaTypes.IsIndex(manifest.Descriptor.MediaType))
            return await store.ReadImageAsync(manifest, null, cancellationToken).ConfigureAwait(false);
        var entries = ManifestContent.Read(manifest).Images.ToList();
        var entry = entries.FirstOrDefault(entry => entry.Platform!.Satisfies(platform))
            ?? throw ErrorCodes.BasePlatformMismatch.Error(
                $"'{identifier}' in {Registry}/{repository} has no image for {platform}; it has {string.Join(", ", entries.Select(entry => entry.Platform))}.",
                "Choose another runtime identifier or another base image.");
        return await store.ReadImageAsync(await store.ReadManifestAsync(entry, cancellationToken).ConfigureAwait(false), entry.Platform, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the image that is there now, to reuse what it has; null where there is none.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="identifier">A tag or a digest, of an image or of an index.</param>
    /// <param name="platform">Which image of an index to take.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">It is there but cannot be read.</exception>
    public async Task<Image?> FindImageAsync(string repository, string identifier, Platform platform, CancellationToken cancellationToken)
    {
        try
        {
            return await GetImageAsync(repository, identifier, platform, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (exception.Code == ErrorCodes.ManifestMissing || exception.Code == ErrorCodes.BasePlatformMismatch)
        {
            return null;
        }
    }

    /// <summary>Reads an index with all its images. Entries that are no images, such as attestations, are left out of <see cref="ImageIndex.Images"/>.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="identifier">A tag or a digest.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ManifestUnsupported"/> where it is a single image.</exception>
    public async Task<ImageIndex> GetIndexAsync(string repository, string identifier, CancellationToken cancellationToken)
    {
        var manifest = await GetManifestAsync(repository, identifier, cancellationToken).ConfigureAwait(false);
        if (!MediaTypes.IsIndex(manifest.Descriptor.MediaType))
            throw ErrorCodes.ManifestUnsupported.Error($"'{identifier}' in {Registry}/{repository} is a single image, not an index.");
        return await Store(repository).ReadIndexAsync(manifest, cancellationToken).ConfigureAwait(false);
    }
}
