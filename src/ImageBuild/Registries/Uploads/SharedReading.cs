using System.Threading.Channels;
using ImageBuild.Content;

namespace ImageBuild.Registries.Uploads;

/// <summary>Reads a blob once for several uploads that run side by side.</summary>
/// <remarks>
/// The uploads say beforehand how many they are. Reading begins when each of them has opened the blob or has said that it will not,
/// because it found the blob present or had it mounted. From then on the slowest sets the pace; one that takes nothing for a while is
/// left behind and reads on by itself, as does an upload that starts again after a fault.
/// </remarks>
internal sealed class SharedReading : IAsyncDisposable
{
    private const int ChunkSize = 64 * 1024;
    private const int Chunks = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IBlob _blob;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Channel<ReadOnlyMemory<byte>>> _readers = [];
    private readonly object _lock = new();
    private Task _reading = Task.CompletedTask;
    private int _awaited;

    /// <param name="blob">The blob.</param>
    /// <param name="uploads">How many uploads will join.</param>
    public SharedReading(IBlob blob, int uploads) => (_blob, _awaited) = (blob, uploads);

    /// <summary>The blob for one of the uploads, which disposes of it when it is done with it.</summary>
    public SharedBlob Join() => new(this);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(Chunks) { SingleReader = true, SingleWriter = true });
        lock (_lock)
            _readers.Add(channel);
        Arrive();
        var stream = new SharedStream(channel, _blob);
        try
        {
            await _started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Arrive()
    {
        lock (_lock)
        {
            if (--_awaited > 0)
                return;
            if (_readers.Count > 0)
                _reading = Task.Run(ReadAsync);
        }

        _started.SetResult();
    }

    private async Task ReadAsync()
    {
        var readers = _readers.ToList();
        try
        {
            var source = await _blob.OpenAsync(_stop.Token).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                while (readers.Count > 0)
                {
                    var chunk = new byte[ChunkSize];
                    var read = await source.ReadAtLeastAsync(chunk, ChunkSize, throwOnEndOfStream: false, _stop.Token).ConfigureAwait(false);
                    if (read == 0)
                        break;
                    foreach (var reader in readers.ToList())
                    {
                        if (!await GiveAsync(reader.Writer, chunk.AsMemory(0, read), isAlone: readers.Count == 1).ConfigureAwait(false))
                            readers.Remove(reader);
                    }
                }
            }

            readers.ForEach(reader => reader.Writer.TryComplete());
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The uploads throw it as their own.
            readers.ForEach(reader => reader.Writer.TryComplete(exception));
        }
    }

    /// <returns>Whether the reader is still there and keeps up.</returns>
    private async ValueTask<bool> GiveAsync(ChannelWriter<ReadOnlyMemory<byte>> reader, ReadOnlyMemory<byte> chunk, bool isAlone)
    {
        if (reader.TryWrite(chunk))
            return true;
        try
        {
            await reader.WriteAsync(chunk, _stop.Token).AsTask().WaitAsync(isAlone ? Timeout.InfiniteTimeSpan : Patience, _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            reader.TryComplete(new LeftBehindException());
            return false;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>What one upload sees: the blob, shared the first time it is opened.</summary>
    internal sealed class SharedBlob(SharedReading reading) : IBlob, IDisposable
    {
        private int _used;

        public Descriptor Descriptor => reading._blob.Descriptor;

        public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) =>
            Interlocked.Exchange(ref _used, 1) == 0 ? reading.OpenAsync(cancellationToken) : reading._blob.OpenAsync(cancellationToken);

        /// <summary>Says that the blob is not wanted, or not any more.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _used, 1) == 0)
                reading.Arrive();
        }
    }

    /// <summary>Tells a reader that it was too slow; it never leaves <see cref="SharedStream"/>.</summary>
    internal sealed class LeftBehindException : IOException;
}
