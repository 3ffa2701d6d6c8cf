using ImageBuild.Content;

namespace ImageBuild.Images;

/// <summary>The same bytes under another media type: a layer of one family in an image of the other.</summary>
internal sealed class RenamedBlob(IBlob blob, Descriptor descriptor) : IBlob
{
    public Descriptor Descriptor { get; } = descriptor;

    public bool IsLocal => blob.IsLocal;

    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => blob.OpenAsync(cancellationToken);
}
