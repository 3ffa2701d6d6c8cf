using System.Globalization;

namespace ImageBuild.Tests.Compression.Deflate;

/// <summary>Thousands of inputs that nobody thought of; the same ones on every run.</summary>
/// <remarks>The environment variable IMAGEBUILD_FUZZ multiplies their number: 20 takes some minutes, for when the encoder changes.</remarks>
public class DeflateFuzzTests
{
    private const int BlockSize = 24_000; // no round number: blocks end anywhere in what repeats itself

    private static readonly int s_times = int.Parse(Environment.GetEnvironmentVariable("IMAGEBUILD_FUZZ") ?? "1", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Small_inputs_come_out_again(bool thorough) => Run(thorough, first: 0, count: 3_000, maxSize: 2_000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inputs_of_several_blocks_come_out_again(bool thorough) => Run(thorough, first: 1_000_000, count: 60, maxSize: 200_000);

    private static void Run(bool thorough, ulong first, int count, int maxSize)
    {
        var blocks = new Blocks(BlockSize, thorough);
        for (var seed = first; seed < first + (ulong)(count * s_times); seed++)
        {
            var input = Inputs.Mixed(seed, maxSize);
            Decoders.AssertAllRead(blocks.Pack(input), input, $"seed {seed}");
        }
    }
}
