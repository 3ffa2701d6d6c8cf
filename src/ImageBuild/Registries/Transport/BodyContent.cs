using System.Buffers;
using System.Net;

namespace ImageBuild.Registries.Transport;

/// <summary>A request body of known length, opened when the connection is ready for it.</summary>
/// <remarks>One object per try: the next try opens the bytes from the start.</remarks>
internal sealed class BodyContent : HttpContent
{
    private const int BufferSize = 64 * 1024;

    /// <summary>What blobs are sent as, whatever they are: 2.8 answers 500 to JSON.</summary>
    public const string OctetStream = "application/octet-stream";

    private const int SmallBody = 64 * 1024;
    private readonly Func<CancellationToken, ValueTask<Stream>> _open;
    private readonly long _length;
    private readonly RequestMeter _meter;
    private readonly bool _isBlob;

    public BodyContent(Func<CancellationToken, ValueTask<Stream>> open, long length, string mediaType, RequestMeter meter)
    {
        _open = open;
        _length = length;
        _meter = meter;
        _isBlob = mediaType == OctetStream;
        // Not parsed: the media type of a manifest goes out as it is, without a charset.
        Headers.TryAddWithoutValidation("Content-Type", mediaType);
        Headers.ContentLength = length;
    }

    /// <summary>Whether to wait for "100 Continue". Small bodies fit the socket's buffer, and some token services do not know it.</summary>
    public bool Expects => _length > SmallBody || (_length > 0 && _isBlob);

    /// <summary>Called whenever bytes left.</summary>
    public Action? Progressed { get; set; }

    /// <summary>Called when the last byte left.</summary>
    public Action? Completed { get; set; }

    /// <summary>What the source of the bytes threw. HttpClient would make a network error of it.</summary>
    public Exception? SourceFailure { get; private set; }

    /// <summary>How many bytes left.</summary>
    public long Sent { get; private set; }

    public static BodyContent FromBytes(ReadOnlyMemory<byte> bytes, string mediaType, RequestMeter meter) =>
        new(_ => ValueTask.FromResult<Stream>(new MemoryStream(bytes.ToArray(), writable: false)), bytes.Length, mediaType, meter);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var source = await GuardAsync(_open(cancellationToken)).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            // One for each blob would stay until the build ends: it is as large as what the garbage collector leaves for last.
            var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(_length, 1, BufferSize));
            try
            {
                await CopyAsync(source, stream, buffer, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        Completed?.Invoke();
    }

    private async Task CopyAsync(Stream source, Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        while (Sent < _length)
        {
            var read = await GuardAsync(source.ReadAsync(buffer, cancellationToken)).ConfigureAwait(false);
            if (read == 0 || Sent + read > _length)
            {
                SourceFailure = new InvalidDataException($"A blob of {_length} bytes has {(read == 0 ? "fewer" : "more")}.");
                throw SourceFailure;
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            Sent += read;
            _meter.AddBytes(read);
            Progressed?.Invoke();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    private async ValueTask<T> GuardAsync<T>(ValueTask<T> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            SourceFailure = exception;
            throw;
        }
    }
}
