using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Layers;

/// <summary>The bytes of a layer that another build packed. Where they are gone after all, they are made here.</summary>
internal sealed class FoundBlob(IBlob found, IBlob own, IBuildLog log) : IBlob
{
    public Descriptor Descriptor => own.Descriptor;

    public bool IsLocal => false;

    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await found.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException exception)
        {
            log.Detail($"{exception.Cause} The layer is made here instead.");
            return await own.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
