using System.Net;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Failures;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries;

public sealed partial class RegistryClient
{
    private const int MaxReferrerRounds = 5;

    /// <summary>Lists what is attached to a manifest: signatures, SBOMs, attestations.</summary>
    /// <remarks>OCI distribution-spec 1.1, "Listing Referrers", with its tag scheme for registries that do not know it.</remarks>
    /// <param name="repository">The repository.</param>
    /// <param name="subject">The digest they are attached to.</param>
    /// <param name="artifactType">Only those of this type; null for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<Descriptor>> ListReferrersAsync(string repository, Digest subject, string? artifactType, CancellationToken cancellationToken)
    {
        var query = artifactType is null ? "" : "?artifactType=" + Uri.EscapeDataString(artifactType);
        var scope = RegistryScope.Pull(repository);
        var request = await RequestAsync(HttpMethod.Get, repository, $"/referrers/{subject}{query}", _meter, cancellationToken, scope).ConfigureAwait(false);
        var found = new Dictionary<Digest, Descriptor>();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var origin = await _sender.ConnectAsync(_meter, cancellationToken).ConfigureAwait(false);
        for (var next = request.Uri; next is not null && visited.Add(next.OriginalString);)
        {
            var page = request with { Uri = next, Headers = [new("Accept", MediaTypes.OciIndex)], BodyLimit = MaxManifestRead };
            var response = await _sender.SendAsync(page, cancellationToken).ConfigureAwait(false);
            if (visited.Count == 1 && response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed)
            {
                response.Dispose();
                var index = await FindManifestAsync(repository, FallbackTag(subject), _meter, scope, cancellationToken).ConfigureAwait(false);
                return Filter(index is null ? [] : ManifestContent.Read(index).Manifests, artifactType);
            }

            if (!response.IsSuccessStatusCode)
                throw FailureMessages.ToException(await _sender.FailureAsync(page, response, cancellationToken).ConfigureAwait(false), $"listing what is attached to {subject}");
            using (response)
            {
                var what = $"The list of referrers of {subject}";
                var bytes = await ResponseBody.ReadAsync(response, MaxManifestRead, what, Options, cancellationToken).ConfigureAwait(false);
                foreach (var descriptor in ManifestContent.Read(new BytesBlob(MediaTypes.OciIndex, bytes)).Manifests)
                    found.TryAdd(descriptor.Digest, descriptor);
                next = LinkHeader.Next(origin, next, response);
            }
        }

        // OCI-Filters-Applied says that the registry filtered; doing it again does no harm where it did.
        return Filter(found.Values, artifactType);
    }

    /// <summary>Stores a manifest that has a "subject", so that it is found with it.</summary>
    /// <param name="repository">The repository of the subject.</param>
    /// <param name="manifest">The manifest; its blobs are there already.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">The registry refused it.</exception>
    public Task PutReferrerAsync(string repository, BytesBlob manifest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return PutReferrerAsync(repository, manifest, _meter, cancellationToken);
    }

    internal async Task PutReferrerAsync(string repository, BytesBlob manifest, RequestMeter meter, CancellationToken cancellationToken)
    {
        var content = ManifestContent.Read(manifest);
        var subject = content.Subject?.Digest ?? throw new ArgumentException("The manifest has no subject.", nameof(manifest));
        if (await PutManifestAsync(repository, manifest, tag: null, meter, cancellationToken).ConfigureAwait(false))
            return;
        // The registry does not keep the list itself, so clients keep it in an index under a tag made from the digest.
        var entry = manifest.Descriptor with { ArtifactType = content.ArtifactType ?? content.Config?.MediaType, Annotations = content.Annotations };
        // What several pushes of ours attach to one manifest is listed one after the other; others are met by reading back.
        await _listing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ListUnderAsync(repository, subject, entry, meter, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _listing.Release();
        }
    }

    private async Task ListUnderAsync(string repository, Digest subject, Descriptor entry, RequestMeter meter, CancellationToken cancellationToken)
    {
        var scope = RegistryScope.Push(repository);
        for (var round = 1; ; round++)
        {
            var (index, tagEntity) = await FindTaggedAsync(repository, FallbackTag(subject), scope, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<Descriptor> known = index is null ? [] : ManifestContent.Read(index).Manifests;
            // Most registries ignore If-Match: only reading it back shows whether a parallel writer was faster.
            if (known.Any(other => other.Digest == entry.Digest))
                return;
            if (round > MaxReferrerRounds)
                throw ErrorCodes.UnexpectedAnswer.Error($"{entry.Digest} could not be listed under {subject} in {Registry}/{repository}: others kept changing the list.", "Try again.");
            try
            {
                await PutManifestAsync(repository, new BytesBlob(MediaTypes.OciIndex, ManifestJson.WriteIndex(ImageFormat.Oci, [.. known, entry])), FallbackTag(subject), meter, cancellationToken, tagEntity).ConfigureAwait(false);
            }
            catch (ImageBuildException exception) when (RegistryFailureException.Of(exception)?.Status is 409 or 412)
            {
                await Options.WaitAsync(Backoff.Delay(round, null, Options), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Deletes a tag, or a manifest by its digest together with all its tags.</summary>
    /// <returns>False where it was not there.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.DeleteUnsupported"/> where the registry does not delete, or deletes by digest only.</exception>
    public async Task<bool> DeleteManifestAsync(string repository, string identifier, CancellationToken cancellationToken)
    {
        CheckIdentifier(identifier);
        var request = await RequestAsync(HttpMethod.Delete, repository, $"/manifests/{identifier}", _meter, cancellationToken, RegistryScope.Delete(repository)).ConfigureAwait(false) with { ForPush = true };
        var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound || response.IsSuccessStatusCode)
        {
            response.Dispose();
            return response.IsSuccessStatusCode;
        }

        throw FailureMessages.ToException(await _sender.FailureAsync(request, response, cancellationToken).ConfigureAwait(false), $"deleting '{identifier}'");
    }

    /// <summary>The tag of the referrers tag schema: algorithm and hexadecimal digits, cut to 32 and 64 characters.</summary>
    internal static string FallbackTag(Digest subject) => "sha256-" + subject.Hex;

    private static Descriptor[] Filter(IEnumerable<Descriptor> descriptors, string? artifactType) =>
        [.. descriptors.Where(descriptor => artifactType is null || descriptor.ArtifactType == artifactType)];

    private async Task<(BytesBlob? Index, string? Entity)> FindTaggedAsync(string repository, string tag, RegistryScope scope, CancellationToken cancellationToken)
    {
        var request = await RequestAsync(HttpMethod.Get, repository, $"/manifests/{tag}", _meter, cancellationToken, scope).ConfigureAwait(false)
            with { Headers = AcceptManifests, BodyLimit = MaxManifestRead };
        var response = await _sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            response.Dispose();
            return (null, null);
        }

        if (!response.IsSuccessStatusCode)
            throw FailureMessages.ToException(await _sender.FailureAsync(request, response, cancellationToken).ConfigureAwait(false), $"reading '{tag}'");
        using (response)
        {
            var bytes = await ResponseBody.ReadAsync(response, MaxManifestRead, $"The index '{tag}'", Options, cancellationToken).ConfigureAwait(false);
            return (new(MediaTypes.OciIndex, bytes), ResponseHeaders.First(response, "ETag"));
        }
    }
}
