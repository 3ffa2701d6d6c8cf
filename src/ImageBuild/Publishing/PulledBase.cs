using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing;

/// <summary>A base that is an image in a registry, a layout or an archive. Its layers are not fetched before a destination needs their bytes.</summary>
internal static class PulledBase
{
    private const string DigestAnnotation = "org.opencontainers.image.base.digest";

    /// <summary>Reads the manifest and configuration of the base, by the digest the lock holds for its tag.</summary>
    /// <exception cref="ImageBuildException">The base cannot be reached, or is for another platform.</exception>
    public static async Task<ResolvedBase> ResolveAsync(
        BaseRequest.Pulled request, Platform platform, LockSession locked, BuildServices services, CancellationToken cancellationToken)
    {
        var (image, annotations) = request.Location is ImageLocation.InRegistry { Reference: var reference }
            ? await ReadAsync(reference, platform, locked, services, cancellationToken).ConfigureAwait(false)
            : await ReadAsync(request.Location, platform, services, cancellationToken).ConfigureAwait(false);
        var config = await image.ReadConfigAsync(cancellationToken).ConfigureAwait(false);
        if ((config.Platform.OperatingSystem, config.Platform.Architecture) != (platform.OperatingSystem, platform.Architecture))
            throw ErrorCodes.BasePlatformMismatch.Error($"The base image {request.Location} is for {config.Platform}, not for {platform}.");

        WarnOfCultures(request, config, services.Log);
        IReadOnlyList<ILayer> layers = [.. image.Layers.Zip(config.DiffIds, (blob, diffId) => new Layer(blob, diffId))];
        var added = request.Packages.Packages.Count == 0
            ? []
            : await AddPackagesAsync(request, platform, image.Manifest.Descriptor.Digest, layers, locked, services, cancellationToken).ConfigureAwait(false);
        return new ResolvedBase(
            config,
            layers,
            added,
            ImageFormats.Of(image.Manifest.Descriptor.MediaType))
        {
            Home = (request.Location as ImageLocation.InRegistry)?.Reference,
            // A path on this machine names nothing to anybody else.
            Name = request.Registry is null ? null : request.Name ?? request.Location.ToString(),
            ManifestDigest = image.Digest,
            Annotations = annotations,
        };
    }

    private static async Task<(Image Image, IReadOnlyDictionary<string, string> Annotations)> ReadAsync(
        ImageReference reference, Platform platform, LockSession locked, BuildServices services, CancellationToken cancellationToken)
    {
        var client = services.Registries.For(reference);
        var digest = reference.Digest ?? await locked.BaseImageAsync(reference, async () =>
            (await client.HeadManifestAsync(reference.Repository, reference.Identifier, cancellationToken).ConfigureAwait(false))?.Digest
                ?? throw ErrorCodes.ManifestMissing.Error($"There is no base image {reference}.")).ConfigureAwait(false);
        var image = await client.GetImageAsync(reference.Repository, digest.ToString(), platform, cancellationToken).ConfigureAwait(false);
        return (image, new Dictionary<string, string>
        {
            ["org.opencontainers.image.base.name"] = $"{reference.Registry}/{reference.Repository}{(reference.Tag is { } tag ? ":" + tag : "")}",
            [DigestAnnotation] = digest.ToString(),
        });
    }

    /// <summary>A base on this machine is part of the source, like any file: it is not locked, and what it is today counts.</summary>
    private static async Task<(Image Image, IReadOnlyDictionary<string, string> Annotations)> ReadAsync(
        ImageLocation location, Platform platform, BuildServices services, CancellationToken cancellationToken)
    {
        var found = await TransferSource.OpenAsync(location, services.Registries, cancellationToken).ConfigureAwait(false);
        TransferSource source;
        try
        {
            source = await found.ForPlatformAsync(platform, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (exception.Code == ErrorCodes.ManifestMissing)
        {
            throw ErrorCodes.BasePlatformMismatch.Error(exception.Cause, inner: exception);
        }

        var content = ManifestContent.Read(source.Root);
        var config = content.Config ?? throw ErrorCodes.InvalidImage.Error($"'{location}' is not an image.");
        var bytes = new BytesBlob(config.MediaType, await source.Store.ReadSmallAsync(config, cancellationToken).ConfigureAwait(false));
        return (
            new Image(source.Root, bytes, [.. content.Layers.Select(source.Store.Blob)], platform),
            new Dictionary<string, string> { [DigestAnnotation] = found.Root.Descriptor.Digest.ToString() });
    }

    /// <summary>.NET's own images without ICU say so in a variable: there every culture is the invariant one, and many have no time zones either.</summary>
    private static void WarnOfCultures(BaseRequest.Pulled request, ImageConfig config, IBuildLog log)
    {
        if (request.Globalization && config.Environment.Any(pair => pair.Key == "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT" && pair.Value is "1" or "true"))
            log.Warning(ErrorCodes.CulturesMissing, $"{request.Location} has no culture data (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT is set), but the application does not set InvariantGlobalization. {ErrorCodes.CulturesMissing.Remedy}");
    }

    /// <summary>Packages the base lacks, as one more layer. Its own layers are read only where lock or cache do not know the answer.</summary>
    private static async Task<IReadOnlyList<LayerRecipe>> AddPackagesAsync(
        BaseRequest.Pulled request, Platform platform, Digest manifest, IReadOnlyList<ILayer> layers, LockSession locked, BuildServices services, CancellationToken cancellationToken)
    {
        var packages = new OsPackages(request.Packages, services);
        var tree = new Shared<BaseTree>(token => new BaseLayers(services.Cache, services.Log).ReadAsync(layers, token));
        var asked = new BaseOsRequest(null, platform)
        {
            BaseImage = manifest,
            AdditionalPackages = request.Packages.Packages,
            AdditionalSuites = BaseOsRequest.SuitesBeside(null, request.Packages.Sources),
        };
        var baseOs = await locked.BaseOsAsync(asked, async (_, previous) =>
        {
            var installed = DpkgDatabase.Read(await tree.GetAsync(cancellationToken).ConfigureAwait(false), $"The base image {request.Location}");
            return await packages.Resolver.ResolveAsync(
                asked, installed, packages.SourcesFor(installed.Distribution, platform), packages.KeysFor(installed.Distribution), previous, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (baseOs.Added.Count == 0)
        {
            services.Log.Info($"  {request.Location} has all packages that are asked for.");
            return [];
        }

        var below = Digest.Of(string.Join('\n', layers.Select(layer => layer.DiffId)));
        return [packages.RecipeOf(baseOs, below, tree.GetAsync, packages.SourcesFor(Distribution.Parse(baseOs.Distribution), platform))];
    }
}
