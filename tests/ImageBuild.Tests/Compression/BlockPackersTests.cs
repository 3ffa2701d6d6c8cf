using ImageBuild.Compression;
using ImageBuild.Content;

namespace ImageBuild.Tests.Compression;

/// <summary>One build has so many threads and so much memory for packing, however many layers it makes at once.</summary>
public class BlockPackersTests
{
    private static readonly CompressionRecipe s_recipe = new(CompressionFormat.Gzip, CompressionEffort.Fast);
    private static readonly int s_block = CompressionFormat.Gzip.BlockSize();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Many_layers_at_once_are_packed_by_few_blocks(int threads)
    {
        var inputs = Enumerable.Range(1, 10).Select(seed => Inputs.Noise((2 * s_block) + seed, (ulong)seed)).ToList();
        using var packers = new BlockPackers(CompressionFormat.Gzip, threads);
        var packed = await Task.WhenAll(inputs.Select(input => Task.Run(() => PackAsync(input, packers))));

        // Each by itself comes out the same.
        using var one = new BlockPackers(CompressionFormat.Gzip, threads: 1);
        for (var i = 0; i < inputs.Count; i++)
            Assert.Equal(Digest.Of(await PackAsync(inputs[i], one)), Digest.Of(packed[i]));
        Assert.Equal(2 * threads, TakeAll(packers).Distinct().Count());
    }

    [Fact]
    public async Task No_more_layers_are_written_at_once_than_there_are_blocks()
    {
        using var packers = new BlockPackers(CompressionFormat.Gzip, threads: 1);
        using var together = new Barrier(2);
        var (now, most) = (0, 0);

        // Two meet at the barrier each time, so fewer at once would hang; a third would be counted.
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => packers.FillAsync(
            0,
            () =>
            {
                lock (together)
                    most = Math.Max(most, ++now);
                together.SignalAndWait(TimeSpan.FromMinutes(1));
                lock (together)
                    now--;
            },
            default)));

        Assert.Equal(2, most);
    }

    [Fact]
    public async Task A_layer_whose_writing_fails_makes_room_for_the_next()
    {
        using var packers = new BlockPackers(CompressionFormat.Gzip, threads: 1);
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<IOException>(() => packers.FillAsync(0, () => throw new IOException(), default));
        await packers.FillAsync(0, () => { }, default).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Layers_that_fail_give_their_blocks_back()
    {
        using var packers = new BlockPackers(CompressionFormat.Gzip, threads: 2);
        for (var i = 0; i < 10; i++)
        {
            var stream = new BlockCompressionStream(new MemoryStream(), s_recipe, packers, default);
            stream.Write(Inputs.Noise(s_block + 1)); // one block on its way, another begun
            await stream.DisposeAsync();
        }

        Assert.Equal(4, TakeAll(packers).Count);
    }

    [Fact]
    public async Task Nothing_is_written_once_the_layer_is_given_up()
    {
        using var packers = new BlockPackers(CompressionFormat.Gzip, threads: 2);
        using var output = new MemoryStream();
        var stream = new BlockCompressionStream(output, s_recipe, packers, default);
        stream.Write(Inputs.Noise(3 * s_block));
        await stream.DisposeAsync();
        var written = output.Length;
        await Task.Delay(20);
        Assert.Equal(written, output.Length);
    }

    [Fact]
    public async Task Waiting_for_a_block_ends_when_the_build_is_stopped()
    {
        using var packers = new BlockPackers(CompressionFormat.Gzip, threads: 1);
        var held = TakeAll(packers);
        using var stop = new CancellationTokenSource();
        await using var stream = new BlockCompressionStream(new MemoryStream(), s_recipe, packers, stop.Token);
        await stop.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => stream.Write([1]));
        held.ForEach(packers.Return);
    }

    private static async Task<byte[]> PackAsync(byte[] input, BlockPackers packers)
    {
        using var output = new MemoryStream();
        await using var stream = new BlockCompressionStream(output, s_recipe, packers, default);
        stream.Write(input);
        await stream.CompleteAsync();
        return output.ToArray();
    }

    /// <summary>All blocks there are; one more would be waited for.</summary>
    private static List<PackingBlock> TakeAll(BlockPackers packers)
    {
        var blocks = new List<PackingBlock>();
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            while (true)
                blocks.Add(packers.Take(now.Token));
        }
        catch (OperationCanceledException)
        {
            return blocks;
        }
    }
}
