using System.Collections.Concurrent;

namespace ImageBuild.Compression;

/// <summary>Packs the blocks of all layers of a build: on so many threads and with so many blocks in memory, however many layers are made at once.</summary>
/// <remarks>
/// The threads are its own: those that write layers wait here for a free block, so nothing that frees one may wait for theirs. A block is
/// held only while it is filled, packed, and written behind those before it, none of which waits for another free block, so layers cannot
/// lock each other out.
/// </remarks>
public sealed class BlockPackers : IDisposable
{
    private const int BlocksPerThread = 2; // one is packed while another is filled or waits for its turn to be written

    /// <summary>Bytes of layers that take longer to pack than <see cref="SpareMemory"/> does: small changes and small applications are not made to wait.</summary>
    private const long WorthRoom = 2 * 1024 * 1024;

    private readonly int _threads;
    private readonly SemaphoreSlim _free;
    private readonly SemaphoreSlim _fillers;
    private readonly ConcurrentBag<PackingBlock> _idle = [];
    private readonly BlockingCollection<Job> _queue = [];
    private readonly List<Thread> _started = [];
    private long _asked;

    /// <summary>Starts nothing yet: a build that finds all layers in the cache needs no thread.</summary>
    /// <param name="format">How all layers of the build are packed.</param>
    /// <param name="threads">How many blocks are packed at once, at least 1; does not influence the bytes.</param>
    public BlockPackers(CompressionFormat format, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Format = format;
        _threads = threads;
        _free = new SemaphoreSlim(threads * BlocksPerThread);
        _fillers = new SemaphoreSlim(threads * BlocksPerThread);
    }

    /// <summary>How layers are packed.</summary>
    public CompressionFormat Format { get; }

    /// <summary>Ends the threads. No layer may be in the making.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        foreach (var thread in _started)
            thread.Join();
        _queue.Dispose();
        _free.Dispose();
        _fillers.Dispose();
    }

    /// <summary>Runs what writes a layer, as many at once as there are blocks: one more could only wait for a block.</summary>
    /// <remarks>On a thread of its own, because it reads files and waits, and the pool's few threads are to bring finished layers to their registries.</remarks>
    /// <param name="size">About how many bytes it writes.</param>
    /// <param name="write">Writes them.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal async Task FillAsync(long size, Action write, CancellationToken cancellationToken)
    {
        var asked = Interlocked.Add(ref _asked, size);
        if (asked >= WorthRoom && asked - size < WorthRoom)
            SpareMemory.GiveBack();
        await _fillers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Factory.StartNew(write, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            _fillers.Release();
        }
    }

    /// <summary>Waits for a free block.</summary>
    internal PackingBlock Take(CancellationToken cancellationToken)
    {
        _free.Wait(cancellationToken);
        return _idle.TryTake(out var block) ? block : new PackingBlock(Format);
    }

    /// <summary>Gives a block back.</summary>
    internal void Return(PackingBlock block)
    {
        _idle.Add(block);
        _free.Release();
    }

    /// <summary>Has a block packed; <paramref name="layer"/> is told when it is done.</summary>
    internal void Pack(PackingBlock block, BlockCompressionStream layer)
    {
        _queue.Add(new Job(block, layer));
        lock (_started)
        {
            if (_started.Count == _threads)
                return;
            var thread = new Thread(Work) { IsBackground = true, Name = $"ImageBuild packer {_started.Count + 1}" };
            _started.Add(thread);
            thread.Start();
        }
    }

    private void Work()
    {
        var compressors = new Dictionary<CompressionRecipe, IBlockCompressor>();
        var spare = new byte[Format.BufferSize()];
        foreach (var (block, layer) in _queue.GetConsumingEnumerable())
        {
            if (!compressors.TryGetValue(layer.Recipe, out var compressor))
                compressors.Add(layer.Recipe, compressor = layer.Recipe.CreateCompressor());
            layer.Pack(block, compressor, ref spare);
        }

        foreach (var compressor in compressors.Values)
            compressor.Dispose();
    }

    private sealed record Job(PackingBlock Block, BlockCompressionStream Layer);
}
