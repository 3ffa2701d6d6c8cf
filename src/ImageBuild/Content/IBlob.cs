namespace ImageBuild.Content;

/// <summary>Bytes with a known descriptor. The bytes themselves may not exist until they are asked for.</summary>
public interface IBlob
{
    /// <summary>What the bytes hash to and how long they are.</summary>
    Descriptor Descriptor { get; }

    /// <summary>Whether the bytes are on this machine, so that reading them again costs nothing to speak of.</summary>
    bool IsLocal => true;

    /// <summary>Opens the bytes from the start. May be called any number of times, from several threads at once.</summary>
    /// <returns>A readable stream of exactly <see cref="Descriptor.Size"/> bytes, which the caller disposes of.</returns>
    ValueTask<Stream> OpenAsync(CancellationToken cancellationToken);
}
