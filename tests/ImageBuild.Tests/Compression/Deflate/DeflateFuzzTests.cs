namespace ImageBuild.Tests.Compression.Deflate;

/// <summary>Thousands of inputs that nobody thought of; the same ones on every run.</summary>
public class DeflateFuzzTests
{
    private const int BlockSize = 24_000; // no round number: blocks end anywhere in what repeats itself

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Small_inputs_come_out_again(bool thorough) => Run(thorough, first: 0, count: 3_000, maxSize: 2_000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inputs_of_several_blocks_come_out_again(bool thorough) => Run(thorough, first: 100_000, count: 60, maxSize: 200_000);

    /// <summary>For a minute or two; run when the encoder changes.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_more_inputs_come_out_again(bool thorough)
    {
        Run(thorough, first: 1_000_000, count: 40_000, maxSize: 4_000);
        Run(thorough, first: 2_000_000, count: 1_500, maxSize: 300_000);
    }

    private static void Run(bool thorough, ulong first, int count, int maxSize)
    {
        var blocks = new Blocks(BlockSize, thorough);
        for (var seed = first; seed < first + (ulong)count; seed++)
        {
            var input = Inputs.Mixed(seed, maxSize);
            Decoders.AssertAllRead(blocks.Pack(input), input, $"seed {seed}");
        }
    }
}
