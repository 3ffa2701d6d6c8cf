using System.Threading.Channels;
using ImageBuild.Content;

namespace ImageBuild.Registries.Uploads;

/// <summary>One upload's part of a <see cref="SharedReading"/>.</summary>
internal sealed class SharedStream(Channel<ReadOnlyMemory<byte>> chunks, IBlob blob) : ForwardStream
{
    private ReadOnlyMemory<byte> _chunk;
    private Stream? _own;
    private long _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
            return 0;
        if (_own is null && _chunk.IsEmpty && !await NextAsync(cancellationToken).ConfigureAwait(false) && _own is null)
            return 0;
        int read;
        if (_own is not null)
        {
            read = await _own.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            read = Math.Min(buffer.Length, _chunk.Length);
            _chunk[..read].CopyTo(buffer);
            _chunk = _chunk[read..];
        }

        _position += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The reading goes on for the others and must not wait for this one.
            chunks.Writer.TryComplete();
            while (chunks.Reader.TryRead(out _))
            {
            }

            _own?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <returns>Whether there is another chunk; where this upload was left behind it has a stream of its own afterwards.</returns>
    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await chunks.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                return false;
            return chunks.Reader.TryRead(out _chunk);
        }
        catch (SharedReading.LeftBehindException)
        {
            _own = await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
            await SkipAsync(_own, _position, cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private static async ValueTask SkipAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken).ConfigureAwait(false);
            count = read > 0 ? count - read : throw new EndOfStreamException();
        }
    }
}
