namespace ImageBuild.Content;

/// <summary>A blob held in memory: configs and manifests.</summary>
public sealed class BytesBlob : IBlob
{
    /// <summary>Describes and keeps the bytes; the caller does not change them afterwards.</summary>
    public BytesBlob(string mediaType, ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        Descriptor = Descriptor.Of(mediaType, bytes.Span);
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <inheritdoc />
    public Descriptor Descriptor { get; }

    /// <inheritdoc />
    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(MemoryBytes.Open(Bytes));
}
