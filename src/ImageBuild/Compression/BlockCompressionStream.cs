using System.IO.Hashing;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using ImageBuild.Content;

namespace ImageBuild.Compression;

/// <summary>Hashes what is written to it, has it packed in blocks, and writes the packed blocks in order.</summary>
/// <remarks>The packed bytes depend on the bytes written and on the recipe; not on the number of threads, not on how the writes were cut.</remarks>
internal sealed class BlockCompressionStream : Stream
{
    private readonly Stream _output;
    private readonly BlockPackers _packers;
    private readonly CancellationToken _cancellationToken;
    private readonly IncrementalHash _diffId = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Crc32 _crc = new();
    private readonly byte[] _history;
    private int _historyLength;
    private long _length;
    private long _sent;
    private PackingBlock? _block;

    // What the packers' threads share with the writer's.
    private readonly Lock _turn = new();
    private readonly Dictionary<long, PackingBlock> _packed = [];
    private readonly TaskCompletionSource _allWritten = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isWriting;
    private long _written;
    private long _expected = long.MaxValue;
    private volatile Exception? _failure;

    /// <summary>Writes to <paramref name="output"/>, which stays open; only one thread at a time writes to it.</summary>
    /// <exception cref="ArgumentException">The packers are for another format.</exception>
    public BlockCompressionStream(Stream output, CompressionRecipe recipe, BlockPackers packers, CancellationToken cancellationToken)
    {
        if (recipe.Format != packers.Format)
            throw new ArgumentException($"These pack {packers.Format}.", nameof(packers));
        Recipe = recipe;
        _output = output;
        _packers = packers;
        _cancellationToken = cancellationToken;
        _history = new byte[recipe.Format.HistorySize()];
    }

    /// <summary>How the blocks are packed.</summary>
    public CompressionRecipe Recipe { get; }

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
        if (Recipe.Format == CompressionFormat.Gzip)
            _crc.Append(buffer);
        _length += buffer.Length;
        while (buffer.Length > 0)
        {
            _block ??= NextBlock();
            buffer = _block.Fill(buffer);
            if (_block.IsFull)
                Send();
        }
    }

    /// <summary>Has the rest packed, waits until everything is written, and tells the digest of the bytes before packing.</summary>
    public async Task<Digest> CompleteAsync()
    {
        Send();
        await EndAsync().ConfigureAwait(false);
        ThrowIfFailed();
        if (_sent == 0)
            _output.Write(Recipe.Format.Header());
        await _output.WriteAsync(Recipe.Format.Trailer(_crc.GetCurrentHashAsUInt32(), _length), _cancellationToken).ConfigureAwait(false);
        return Digest.FromHash(_diffId.GetHashAndReset());
    }

    public override void Flush()
    {
        // Blocks have a fixed size: flushing in between would make the bytes depend on when somebody flushed.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Packs a block and writes what is its turn. Called on the packers' threads; never throws.</summary>
    internal void Pack(PackingBlock block, IBlockCompressor compressor, ref byte[] spare)
    {
        try
        {
            if (_failure is null)
                block.Pack(compressor, ref spare);
        }
        catch (Exception exception)
        {
            _failure ??= exception;
        }

        lock (_turn)
        {
            _packed.Add(block.Index, block);
            if (_isWriting)
                return; // by another thread, which goes on with this block
            _isWriting = true;
        }

        while (NextToWrite() is { } next)
        {
            Write(next);
            _packers.Return(next);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Not completed means that something failed above. The output is about to be closed, so no thread may go on with it.
            _failure ??= new ObjectDisposedException(nameof(BlockCompressionStream));
            if (_block is not null)
                _packers.Return(_block);
            _block = null;
            EndAsync().GetAwaiter().GetResult();
            _diffId.Dispose();
        }

        base.Dispose(disposing);
    }

    private PackingBlock NextBlock()
    {
        ThrowIfFailed();
        var block = _packers.Take(_cancellationToken);
        block.Begin(_sent, _history.AsSpan(0, _historyLength));
        return block;
    }

    /// <summary>Sends the block on its way, if there is one.</summary>
    private void Send()
    {
        if (_block is not { } block)
            return;
        block.Tail.CopyTo(_history);
        _historyLength = block.Tail.Length;
        _block = null;
        _sent++;
        _packers.Pack(block, this);
    }

    /// <summary>Waits until all blocks that were sent are written, or dropped after a failure.</summary>
    private Task EndAsync()
    {
        lock (_turn)
        {
            _expected = _sent;
            if (_written == _expected && !_isWriting)
                _allWritten.TrySetResult();
        }

        return _allWritten.Task;
    }

    private PackingBlock? NextToWrite()
    {
        lock (_turn)
        {
            if (_packed.Remove(_written, out var next))
            {
                _written++;
                return next;
            }

            _isWriting = false;
            if (_written == _expected)
                _allWritten.TrySetResult();
            return null;
        }
    }

    private void Write(PackingBlock block)
    {
        try
        {
            if (_failure is not null)
                return;
            if (block.Index == 0)
                _output.Write(Recipe.Format.Header());
            _output.Write(block.Packed);
        }
        catch (Exception exception)
        {
            // Told to whoever writes next, or completes (a full disk, for example).
            _failure = exception;
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }
}
