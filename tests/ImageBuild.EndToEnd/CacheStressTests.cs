using System.Globalization;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>One cache, many processes, some of which are killed. IMAGEBUILD_STRESS=1 makes it 32 processes, 20 rounds and 200 deaths.</summary>
public sealed class CacheStressTests : IDisposable
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("IMAGEBUILD_STRESS") == "1";
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Many_processes_that_fill_one_cache_make_the_same_images_and_leave_it_whole()
    {
        var (processes, rounds) = IsFull ? (32, 20) : (6, 1);
        var folders = Enumerable.Range(0, 4).Select(number => FolderOf(number)).ToList();
        var expected = new Dictionary<string, string>();
        foreach (var folder in folders)
            expected[folder] = await BuildAsync(folder, _folder["cache-alone"], $"{folder}-alone");

        for (var round = 0; round < rounds; round++)
        {
            var cache = _folder[$"cache-{round}"];
            var digests = await Task.WhenAll(Enumerable.Range(0, processes).Select(async process =>
            {
                var folder = folders[process % folders.Count];
                return (Folder: folder, Digest: await BuildAsync(folder, cache, _folder[$"layout-{round}-{process}"]));
            }));

            Assert.All(digests, built => Assert.Equal(expected[built.Folder], built.Digest));
            await VerifyAsync(cache);
            foreach (var used in Directory.GetDirectories(_folder.Path, "layout-*").Append(cache))
                Directory.Delete(used, recursive: true);
        }
    }

    [Fact]
    public async Task After_a_death_at_any_moment_the_next_build_makes_the_right_image()
    {
        var deaths = IsFull ? 200 : 6;
        var folder = FolderOf(0);
        var expected = await BuildAsync(folder, _folder["cache-alone"], _folder["alone"]);
        var moments = new Random(1);
        var cut = 0;
        for (var death = 0; death < deaths; death++)
        {
            // Every other one dies in a cache that has the layer already.
            var (cache, layout) = (_folder["cache"], _folder["layout"]);
            if (death % 2 == 0 && Directory.Exists(cache))
                Directory.Delete(cache, recursive: true);
            await using (var victim = (await CommandAsync(folder, cache, layout)).Start())
            {
                await Task.Delay(moments.Next(1500));
                cut += victim.HasExited ? 0 : 1;
            }

            Assert.Equal(expected, await BuildAsync(folder, cache, layout));
            await VerifyAsync(cache);
        }

        Assert.True(cut > 0, "Every build was done before it could be killed.");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>About 8 MB, half of which can be packed; some of it is in all folders.</summary>
    private string FolderOf(int number)
    {
        var folder = _folder.Folder($"files-{number.ToString(CultureInfo.InvariantCulture)}");
        foreach (var (name, seed) in (IEnumerable<(string, int)>)[("shared.bin", 100), ("own.bin", number)])
        {
            var bytes = new byte[4 << 20];
            new Random(seed).NextBytes(bytes.AsSpan(0, bytes.Length / 2));
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }

        return folder;
    }

    private async Task<string> BuildAsync(string folder, string cache, string layout)
    {
        (await (await CommandAsync(folder, cache, layout)).RunAsync()).Succeeded();
        return new OciLayout(layout).ManifestDigest;
    }

    private Task<Command> CommandAsync(string folder, string cache, string layout) => new SharedTool(_folder.Folder("home")).CommandAsync(
        "build", folder, "--base", "scratch", "--entrypoint", "/app/own.bin", "--to", $"oci:{layout}:1", "--cache-directory", cache, "--created", "epoch", "--lock-file", _folder["imagebuild.lock.json"]);

    private async Task VerifyAsync(string cache) => (await new SharedTool(_folder.Folder("home")).RunAsync("cache", "verify", "--directory", cache)).Succeeded();
}
