using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing;

/// <summary>What one build reaches: the local cache, package archives, and the registries its request names.</summary>
public sealed class BuildAccess : IDisposable
{
    private readonly HttpClient _archives;
    private readonly RegistryAccess _registries;

    private BuildAccess(HttpClient archives, RegistryAccess registries, BuildServices services) => (_archives, _registries, Services) = (archives, registries, services);

    /// <summary>What an <see cref="ImageBuilder"/> works with; until this is disposed of.</summary>
    public BuildServices Services { get; }

    /// <summary>Prepares access; nothing is looked up or sent yet.</summary>
    /// <param name="request">Says which registries are written to and which the base comes from: logins go to no others.</param>
    /// <param name="cache">The local cache.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="log">Told what is done.</param>
    public static BuildAccess Create(ImageRequest request, ContentCache cache, Func<string, string?> environment, IBuildLog log)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Create(
            request.Destinations.OfType<ImageLocation.InRegistry>().Select(registry => registry.Reference.Registry),
            request.Platforms.Select(platform => (platform.Base as BaseRequest.Pulled)?.Registry).FirstOrDefault(),
            cache,
            environment,
            log);
    }

    /// <summary>Prepares access before there is a request; nothing is looked up or sent yet.</summary>
    /// <param name="targets">The registries that are written to. Logins go to these and to <paramref name="baseRegistry"/> only.</param>
    /// <param name="baseRegistry">The registry the base comes from; null for none.</param>
    /// <param name="cache">The local cache.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="log">Told what is done.</param>
    public static BuildAccess Create(IEnumerable<string> targets, string? baseRegistry, ContentCache cache, Func<string, string?> environment, IBuildLog log)
    {
        var archives = ArchiveHttp.CreateClient();
        var registries = RegistryAccess.Create(environment, targets, baseRegistry, log, new BlobPlaces(cache));
        return new BuildAccess(archives, registries, new BuildServices(cache, archives, registries.Clients, environment, log));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _registries.Dispose();
        _archives.Dispose();
    }
}
