using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Browsing;

/// <summary>Carries out a <see cref="DeletionPlan"/>.</summary>
public sealed class ImageDeleter(RegistryClient client)
{
    private readonly RegistryHost _host = RegistryHost.Classify(client.Registry);

    /// <summary>Deletes, one after the other; the first refusal ends it.</summary>
    /// <param name="plan">What to delete.</param>
    /// <param name="deleted">Told what is gone.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.DeleteUnsupported"/> and whatever else the registry refuses with.</exception>
    public async Task DeleteAsync(DeletionPlan plan, Action<Deletion> deleted, CancellationToken cancellationToken)
    {
        foreach (var deletion in plan.Deletions)
        {
            foreach (var tag in deletion.TagsOnly || _host.DeletesTagsFirst ? deletion.Tags : [])
                await DeleteTagAsync(plan.Repository, tag, deletion, cancellationToken).ConfigureAwait(false);
            if (!deletion.TagsOnly)
                await client.DeleteManifestAsync(plan.Repository, deletion.Digest.ToString(), cancellationToken).ConfigureAwait(false);
            deleted(deletion);
        }
    }

    private async Task DeleteTagAsync(string repository, string tag, Deletion deletion, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteManifestAsync(repository, tag, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (exception.Code == ErrorCodes.DeleteUnsupported)
        {
            throw ErrorCodes.DeleteUnsupported.Error(
                $"{client.Registry} does not delete the tag '{tag}' by itself, and {deletion.Digest} is still needed under another tag or by an index.",
                _host.DeleteHint ?? "Delete those as well, or move the tag to another image.",
                exception);
        }
    }
}
