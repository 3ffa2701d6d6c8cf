namespace ImageBuild.Content;

/// <summary>A blob in a file that nobody changes, such as one in the content cache or in an OCI layout.</summary>
public sealed class FileBlob(string path, Descriptor descriptor) : IBlob
{
    /// <inheritdoc />
    public Descriptor Descriptor { get; } = descriptor;

    /// <inheritdoc />
    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        }));
}
