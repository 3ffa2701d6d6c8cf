using ImageBuild.Content;
using ImageBuild.Inspection;
using ImageBuild.Registries;

namespace ImageBuild.Tool;

/// <summary>An image to look into, on disk or in a registry; the registry stays open while its layers are read.</summary>
internal sealed class InspectionSource : IDisposable
{
    public const string Description = "registry/repository:tag, registry/repository@digest, oci:FOLDER or oci:FOLDER:TAG.";

    private readonly Func<CancellationToken, Task<InspectionTarget>> _read;
    private readonly RegistryAccess? _access;

    private InspectionSource(Func<CancellationToken, Task<InspectionTarget>> read, RegistryAccess? access) => (_read, _access) = (read, access);

    /// <summary>Finds what the text names. Errors from here on are errors of the image, not of the one who typed.</summary>
    public static InspectionSource Open(string text, ConsoleLog log)
    {
        if (text.StartsWith("oci:", StringComparison.Ordinal))
        {
            var source = ImageSource.Parse(text);
            return new InspectionSource(_ => Task.FromResult(OnDisk(text, source)), access: null);
        }

        var reference = ImageReference.Parse(text);
        var access = RegistryAccess.Create(Environment.GetEnvironmentVariable, target: null, reference.Registry, log);
        return new InspectionSource(token => InRegistryAsync(text, access.Clients.For(reference), reference, token), access);
    }

    /// <summary>Reads manifests and configurations.</summary>
    /// <param name="platform">The one to read; null for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<InspectionTarget> ReadAsync(string? platform, CancellationToken cancellationToken)
    {
        var target = await _read(cancellationToken).ConfigureAwait(false);
        return platform is null ? target : target.For(platform);
    }

    public void Dispose() => _access?.Dispose();

    private static InspectionTarget OnDisk(string text, ImageSource source) => MediaTypes.IsIndex(source.Entry.MediaType)
        ? InspectionTarget.Of(text, source.Layout.ReadImageIndex(source.Entry))
        : InspectionTarget.Of(text, source.Layout.ReadImage(source.Entry));

    private static async Task<InspectionTarget> InRegistryAsync(string text, RegistryClient client, ImageReference reference, CancellationToken cancellationToken)
    {
        var manifest = await client.GetManifestAsync(reference.Repository, reference.Identifier, cancellationToken).ConfigureAwait(false);
        var identifier = manifest.Descriptor.Digest.ToString();
        return MediaTypes.IsIndex(manifest.Descriptor.MediaType)
            ? InspectionTarget.Of(text, await client.GetIndexAsync(reference.Repository, identifier, cancellationToken).ConfigureAwait(false))
            : InspectionTarget.Of(text, await client.GetImageAsync(reference.Repository, identifier, new Platform("linux", "amd64"), cancellationToken).ConfigureAwait(false));
    }
}
