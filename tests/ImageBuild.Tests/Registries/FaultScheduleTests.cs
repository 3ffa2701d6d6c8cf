using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries;
using ImageBuild.Tests.Registries.Simulated;

namespace ImageBuild.Tests.Registries;

/// <summary>A thousand bad days with fixed seeds: whatever goes wrong, an image is whole or it is not there.</summary>
public class FaultScheduleTests : RegistryTest
{
    private const int Days = 1000;
    private static readonly int[] Sizes = [9_000, 30_000, 50_000];
    private static readonly TimeSpan Hanging = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Every_push_ends_with_the_right_digest_or_a_clear_error_and_never_with_half_an_image()
    {
        var registries = Enumerable.Range(0, 8).Select(number => new SimulatedRegistry($"registry{number}.example.com:8080")).ToArray();
        await using var network = await SimulatedNetwork.StartAsync([.. registries]);
        var (pushed, pulled) = (0, 0);
        await Parallel.ForAsync(0, registries.Length, async (number, _) =>
        {
            // The days of one registry follow upon each other; its blobs stay, so later days find some of them.
            for (var seed = number; seed < Days; seed += registries.Length)
            {
                var schedule = new FaultSchedule(seed);
                registries[number].Around = schedule.AnswerAsync;
                try
                {
                    if (await PushAsync(network, registries[number], seed))
                    {
                        Interlocked.Increment(ref pushed);
                        if (seed % 2 == 0 && await PullAsync(network, registries[number], seed))
                            Interlocked.Increment(ref pulled);
                    }
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"Day {seed} after {string.Join(", ", schedule.Met)}", exception);
                }
            }
        });

        // Most faults pass, so most pushes succeed; on the worst days an error is the right answer.
        Assert.InRange(pushed, Days / 2, Days - 1);
        Assert.InRange(pulled, pushed / 4, pushed / 2);
    }

    /// <returns>Whether the push succeeded.</returns>
    private static async Task<bool> PushAsync(SimulatedNetwork network, SimulatedRegistry registry, int seed)
    {
        var (image, tag) = (ImageOf(seed), $"day{seed}");
        using var client = Client(network, registry, seed);
        var plan = PushPlan.For(image, registry.Name, "team/app", [tag]);
        var succeeded = false;
        try
        {
            var result = await new Pusher(client).PushAsync(plan, default).WaitAsync(Hanging);
            Assert.Equal(image.Manifest.Descriptor, result.Root);
            Assert.Equal(image.Manifest.Descriptor.Digest, registry.Tagged("team/app", tag));
            succeeded = true;
        }
        catch (ImageBuildException exception)
        {
            Assert.NotEmpty(exception.Cause);
        }

        // An answer may have got lost, so a tag can be there in spite of an error; but then all of the image is.
        if (registry.Tagged("team/app", tag) is { } tagged)
        {
            Assert.Equal(image.Manifest.Descriptor.Digest, tagged);
            foreach (var blob in image.Images.SelectMany(each => each.Blobs).Cast<BytesBlob>())
                Assert.Equal(blob.Bytes.ToArray(), registry.Blobs[$"team/app@{blob.Descriptor.Digest}"]);
            Assert.All(image.Images, each => Assert.NotNull(registry.Tagged("team/app", each.Digest.ToString())));
        }

        return succeeded;
    }

    /// <returns>Whether the pull succeeded.</returns>
    private static async Task<bool> PullAsync(SimulatedNetwork network, SimulatedRegistry registry, int seed)
    {
        using var client = Client(network, registry, seed);
        try
        {
            var root = await client.GetManifestAsync("team/app", $"day{seed}", default).WaitAsync(Hanging);
            var tree = await ManifestTree.ReadAsync(client.Store("team/app"), root, default).WaitAsync(Hanging);
            foreach (var blob in tree.Blobs)
            {
                await using var stream = await blob.OpenAsync(default);
                Assert.Equal(blob.Descriptor.Digest, await Digest.OfAsync(stream, default).WaitAsync(Hanging));
            }

            return true;
        }
        catch (ImageBuildException exception)
        {
            Assert.NotEmpty(exception.Cause);
            return false;
        }
    }

    private static RegistryClient Client(SimulatedNetwork network, SimulatedRegistry registry, int seed) => new(registry.Name, network.Options with
    {
        PlainHttpRegistries = new HashSet<string> { registry.Name },
        ConnectTimeout = TimeSpan.FromSeconds(1),
        ResponseTimeout = TimeSpan.FromMilliseconds(400),
        CommitTimeout = TimeSpan.FromMilliseconds(400),
        StallTimeout = TimeSpan.FromMilliseconds(400),
        ExpectTimeout = TimeSpan.FromMilliseconds(200),
        // All three ways of sending a blob, on blobs of a size that a thousand days can bear.
        SingleRequestLimit = 10_000,
        ChunkSize = 20_000,
        UploadMethod = seed % 4 == 0 ? UploadMethod.Chunked : null,
        Parallelism = 1 + (seed % 4),
    });

    /// <summary>One image, or on every fifth day two of them, one of which may be there; sizes for each of the three ways.</summary>
    private static ImageIndex ImageOf(int seed)
    {
        var own = TestImages.Create($"own{seed}", false, Sizes[seed % Sizes.Length]);
        return seed % 5 == 0 ? TestImages.Index(TestImages.Create($"shared{seed % 50}", false, 50_000), own) : TestImages.Index(own);
    }
}
