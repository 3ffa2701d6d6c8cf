using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Threading.Channels;
using ImageBuild.Content;

namespace ImageBuild.Compression;

/// <summary>Hashes what is written to it, packs it in blocks on all processors, and writes the packed blocks in order.</summary>
/// <remarks>
/// The packed bytes depend on the bytes written and on the recipe; not on the number of threads, not on how the writes were cut.
/// Never more blocks than threads are being packed, and never more than twice as many are in memory.
/// </remarks>
internal sealed class BlockCompressionStream : Stream
{
    private readonly CompressionRecipe _recipe;
    private readonly Stream _output;
    private readonly Channel<Task<Packed>> _queue;
    private readonly SemaphoreSlim _threads;
    private readonly Task _writer;
    private readonly ConcurrentBag<IBlockCompressor> _idle = [];
    private readonly IncrementalHash _diffId = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Crc32 _crc = new();
    private readonly CancellationToken _cancellationToken;
    private byte[] _block;
    private int _filled;
    private long _length;

    /// <summary>Starts writing to <paramref name="output"/>, which stays open.</summary>
    public BlockCompressionStream(Stream output, CompressionRecipe recipe, int threads, CancellationToken cancellationToken)
    {
        _recipe = recipe;
        _output = output;
        _cancellationToken = cancellationToken;
        _block = ArrayPool<byte>.Shared.Rent(recipe.BlockSize);
        _threads = new SemaphoreSlim(Math.Max(1, threads));
        _queue = Channel.CreateBounded<Task<Packed>>(new BoundedChannelOptions(Math.Max(1, threads)) { SingleReader = true, SingleWriter = true });
        _writer = Task.Run(WriteBlocksAsync, CancellationToken.None);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _diffId.AppendData(buffer);
        _crc.Append(buffer);
        _length += buffer.Length;
        while (buffer.Length > 0)
        {
            var count = Math.Min(buffer.Length, _recipe.BlockSize - _filled);
            buffer[..count].CopyTo(_block.AsSpan(_filled));
            _filled += count;
            buffer = buffer[count..];
            if (_filled == _recipe.BlockSize)
                Enqueue();
        }
    }

    /// <summary>Packs what is left, waits until everything is written, and tells the digest of the bytes before packing.</summary>
    public async Task<Digest> CompleteAsync()
    {
        if (_filled > 0)
            Enqueue();
        _queue.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        return Digest.FromHash(_diffId.GetHashAndReset());
    }

    public override void Flush()
    {
        // Blocks have a fixed size: flushing in between would make the bytes depend on when somebody flushed.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Not completed means that something failed above; the writer must not outlive us.
            _queue.Writer.TryComplete(new OperationCanceledException());
            _writer.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            _diffId.Dispose();
            foreach (var compressor in _idle.OfType<IDisposable>())
                compressor.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Enqueue()
    {
        var (block, filled) = (_block, _filled);
        _block = ArrayPool<byte>.Shared.Rent(_recipe.BlockSize);
        _filled = 0;
        _threads.Wait(_cancellationToken);
        var packed = Task.Run(() => Pack(block, filled), CancellationToken.None);
        try
        {
            var written = _queue.Writer.WriteAsync(packed, _cancellationToken);
            if (!written.IsCompletedSuccessfully)
                written.AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException)
        {
            // The writer gave up; its own exception is the one to report.
            _writer.GetAwaiter().GetResult();
            throw;
        }
    }

    private Packed Pack(byte[] block, int filled)
    {
        try
        {
            if (!_idle.TryTake(out var compressor))
                compressor = _recipe.CreateCompressor();
            var output = new MemoryStream(filled / 2);
            compressor.Compress(block.AsMemory(0, filled), output);
            _idle.Add(compressor);
            ArrayPool<byte>.Shared.Return(block);
            return new Packed(output);
        }
        finally
        {
            _threads.Release();
        }
    }

    private async Task WriteBlocksAsync()
    {
        try
        {
            var frame = _recipe.CreateCompressor();
            await _output.WriteAsync(frame.Header.ToArray(), _cancellationToken).ConfigureAwait(false);
            await foreach (var task in _queue.Reader.ReadAllAsync(_cancellationToken).ConfigureAwait(false))
            {
                var packed = await task.ConfigureAwait(false);
                await _output.WriteAsync(packed.Bytes.GetBuffer().AsMemory(0, (int)packed.Bytes.Length), _cancellationToken).ConfigureAwait(false);
            }

            await _output.WriteAsync(frame.Trailer(_crc.GetCurrentHashAsUInt32(), _length), _cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The producer must not wait for a reader that is gone (a full disk, for example).
            _queue.Writer.TryComplete(exception);
            throw;
        }
    }

    private readonly record struct Packed(MemoryStream Bytes);
}
