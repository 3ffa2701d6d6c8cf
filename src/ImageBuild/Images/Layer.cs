using ImageBuild.Content;

namespace ImageBuild.Images;

/// <summary>A layer whose bytes are a blob.</summary>
public sealed class Layer(IBlob blob, Digest diffId) : ILayer
{
    /// <inheritdoc />
    public Descriptor Descriptor => blob.Descriptor;

    /// <inheritdoc />
    public Digest DiffId { get; } = diffId;

    /// <inheritdoc />
    public bool IsLocal => blob.IsLocal;

    /// <inheritdoc />
    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => blob.OpenAsync(cancellationToken);
}
