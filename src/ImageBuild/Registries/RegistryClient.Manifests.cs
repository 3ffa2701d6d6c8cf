using System.Net;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Failures;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries;

public sealed partial class RegistryClient
{
    /// <summary>The largest manifest that registries accept, in bytes.</summary>
    public const int MaxManifestSize = 4 * 1024 * 1024;

    // What is read may be a little larger than what may be written.
    private const int MaxManifestRead = 2 * MaxManifestSize;

    // Without the right Accept a registry hides a manifest or rewrites an index into its amd64 child. Separate lines:
    // some servers do not split at commas.
    private static readonly KeyValuePair<string, string>[] AcceptManifests =
    [
        new("Accept", MediaTypes.OciIndex), new("Accept", MediaTypes.OciManifest), new("Accept", MediaTypes.DockerManifestList), new("Accept", MediaTypes.DockerManifest),
    ];

    /// <summary>Asks what a tag or digest leads to.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="identifier">A tag or a digest.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The descriptor, or null where there is no such manifest.</returns>
    public Task<Descriptor?> HeadManifestAsync(string repository, string identifier, CancellationToken cancellationToken) =>
        HeadManifestAsync(repository, identifier, _meter, RegistryScope.Pull(repository), cancellationToken);

    /// <summary>Reads a manifest or an index, checked against its digest where the identifier is one.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="identifier">A tag or a digest.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ManifestMissing"/> and whatever else can go wrong.</exception>
    public async Task<BytesBlob> GetManifestAsync(string repository, string identifier, CancellationToken cancellationToken) =>
        await FindManifestAsync(repository, identifier, _meter, RegistryScope.Pull(repository), cancellationToken).ConfigureAwait(false)
        ?? throw ErrorCodes.ManifestMissing.Error($"There is no '{identifier}' in {Registry}/{repository}.");

    /// <summary>Reads a manifest or an index; null where there is none.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="identifier">A tag or a digest.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<BytesBlob?> FindManifestAsync(string repository, string identifier, CancellationToken cancellationToken) =>
        FindManifestAsync(repository, identifier, _meter, RegistryScope.Pull(repository), cancellationToken);

    /// <summary>Stores a manifest under its digest, or under a tag as well.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="manifest">The manifest or index; sent byte for byte.</param>
    /// <param name="tag">The tag to set; null for the digest alone.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">The registry refused it.</exception>
    public Task PutManifestAsync(string repository, BytesBlob manifest, string? tag, CancellationToken cancellationToken) =>
        PutManifestAsync(repository, manifest, tag, _meter, cancellationToken);

    internal async Task<Descriptor?> HeadManifestAsync(string repository, string identifier, RequestMeter meter, RegistryScope scope, CancellationToken cancellationToken)
    {
        CheckIdentifier(identifier);
        var request = await RequestAsync(HttpMethod.Head, repository, $"/manifests/{identifier}", meter, cancellationToken, scope).ConfigureAwait(false) with { Headers = AcceptManifests };
        using var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (response.StatusCode == HttpStatusCode.OK
            && Digest.TryParse(ResponseHeaders.First(response, "Docker-Content-Digest"), out var digest)
            && SizeOf(response) is { } size
            && ResponseHeaders.MediaType(response) is { Length: > 0 } mediaType)
        {
            if (Digest.TryParse(identifier, out var asked) && asked != digest)
                throw ErrorCodes.DigestMismatch.Error($"{Registry}/{repository} answers with {digest} when asked for {asked}.");
            return new(mediaType, digest, size);
        }

        // HEAD says nothing about the reason of a refusal, and some registries leave headers out: GET says everything.
        return (await FindManifestAsync(repository, identifier, meter, scope, cancellationToken).ConfigureAwait(false))?.Descriptor;
    }

    internal async Task<BytesBlob?> FindManifestAsync(string repository, string identifier, RequestMeter meter, RegistryScope scope, CancellationToken cancellationToken)
    {
        CheckIdentifier(identifier);
        var request = await RequestAsync(HttpMethod.Get, repository, $"/manifests/{identifier}", meter, cancellationToken, scope).ConfigureAwait(false)
            with { Headers = AcceptManifests, BodyLimit = MaxManifestRead };
        var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            var failure = await _sender.FailureAsync(request, response, cancellationToken).ConfigureAwait(false);
            return failure.Status == 404 ? null : throw FailureMessages.ToException(failure, $"reading '{identifier}'", ErrorCodes.UnexpectedAnswer);
        }

        using (response)
        {
            var what = $"The manifest '{identifier}' of {Registry}/{repository}";
            var bytes = await ResponseBody.ReadAsync(response, MaxManifestRead, what, Options, cancellationToken).ConfigureAwait(false);
            var mediaType = ManifestType.Of(bytes, ResponseHeaders.MediaType(response), what);
            var manifest = new BytesBlob(mediaType, bytes);
            if (Digest.TryParse(identifier, out var asked) && asked != manifest.Descriptor.Digest)
                throw ErrorCodes.DigestMismatch.Error($"{what} has the digest {manifest.Descriptor.Digest}.");
            return manifest;
        }
    }

    /// <returns>Whether the registry files the manifest under its subject by itself.</returns>
    internal async Task<bool> PutManifestAsync(
        string repository, BytesBlob manifest, string? tag, RequestMeter meter, CancellationToken cancellationToken, string? onlyIfMatches = null)
    {
        var digest = manifest.Descriptor.Digest;
        if (manifest.Bytes.Length > MaxManifestSize)
            throw ErrorCodes.ManifestTooLarge.Error($"The manifest {digest} has {manifest.Bytes.Length} bytes.");
        var identifier = tag is null ? digest.ToString() : ReferenceGrammar.RequireTag(tag);
        var operation = tag is null ? $"pushing manifest {digest}" : $"setting the tag '{tag}'";
        var scope = RegistryScope.Push(repository);
        var request = await RequestAsync(HttpMethod.Put, repository, $"/manifests/{identifier}", meter, cancellationToken, scope).ConfigureAwait(false) with
        {
            Body = () => BodyContent.FromBytes(manifest.Bytes, manifest.Descriptor.MediaType, meter),
            Headers = onlyIfMatches is null ? [] : [new("If-Match", onlyIfMatches)],
        };
        try
        {
            using var response = await SendAsync(request, operation, ErrorCodes.ManifestRefused, cancellationToken).ConfigureAwait(false);
            if (ResponseHeaders.First(response, "Docker-Content-Digest") is { } text)
            {
                if (Digest.TryParse(text, out var stored) && stored != digest)
                    throw ErrorCodes.DigestMismatch.Error($"{Registry}/{repository} stored {digest} as {stored}.");
            }
            else if ((await HeadManifestAsync(repository, identifier, meter, scope, cancellationToken).ConfigureAwait(false))?.Digest != digest)
            {
                // A web server that answers 200 to everything must not count as a registry.
                throw ErrorCodes.NotARegistry.Error($"{Registry}/{repository} accepted {digest} but does not have it.");
            }

            return ResponseHeaders.First(response, "OCI-Subject") is not null;
        }
        catch (ImageBuildException exception) when (tag is not null && onlyIfMatches is null && RegistryFailureException.Of(exception) is { Status: 400 or 403 or 409 or 412 })
        {
            // An immutable tag that has our digest is what was asked for: a parallel job was faster (containers-roadmap#2380).
            if (await LeadsToAsync(repository, tag, digest, meter, scope, cancellationToken).ConfigureAwait(false))
                return false;
            throw;
        }
    }

    private async Task<bool> LeadsToAsync(string repository, string tag, Digest digest, RequestMeter meter, RegistryScope scope, CancellationToken cancellationToken)
    {
        try
        {
            return (await HeadManifestAsync(repository, tag, meter, scope, cancellationToken).ConfigureAwait(false))?.Digest == digest;
        }
        catch (ImageBuildException)
        {
            // The refusal of the PUT is the one to report.
            return false;
        }
    }

    private static void CheckIdentifier(string identifier)
    {
        if (!Digest.TryParse(identifier, out _))
            ReferenceGrammar.RequireTag(identifier);
    }
}
