using ImageBuild.Content;

namespace ImageBuild.Layouts;

/// <summary>A blob within an archive that nobody changes.</summary>
internal sealed class ArchivedBlob(string archive, long offset, Descriptor descriptor) : IBlob
{
    public Descriptor Descriptor { get; } = descriptor;

    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult<Stream>(new FileSection(archive, offset, Descriptor.Size));
}
