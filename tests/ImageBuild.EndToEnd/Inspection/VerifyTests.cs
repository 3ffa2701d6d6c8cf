using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.Inspection;

/// <summary>imagebuild verify: whether an image is what it says.</summary>
public sealed class VerifyTests(PublishedConsole console) : IClassFixture<PublishedConsole>, IDisposable
{
    private const string Gzip = "application/vnd.oci.image.layer.v1.tar+gzip";

    private readonly TempFolder _folder = new();
    private readonly Publication _publication = console.Publication;

    private SharedTool Tool => new(_folder.Folder("home"));

    [Fact]
    public async Task What_a_publish_wrote_is_right()
    {
        var result = (await Tool.RunAsync("verify", $"oci:{_publication.LayoutPath}", "--output", "json")).Succeeded();

        var document = Documents.Read(result, "verify");
        Assert.True((bool)document["right"]!);
        Assert.Equal(_publication.Layout.LayerDigests.Count + 2, document.Number("blobs"));
    }

    [Fact]
    public async Task A_layer_with_one_wrong_bit_is_named()
    {
        var layout = await CopyAsync();
        var layer = _publication.Layout.LayerDigests[^1];
        await ChangeAsync(layout, layer, bytes => bytes[bytes.Length / 2] ^= 1);

        var result = await Tool.RunAsync("verify", $"oci:{layout}", "--output", "json");

        Assert.Equal(1, result.ExitCode);
        var finding = Documents.Read(result, "verify").Objects("findings").Single();
        Assert.Equal("IB5001", finding.Text("code"));
        Assert.Contains(layer, finding.Text("text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_that_is_gone_or_a_manifest_that_was_changed_is_a_finding()
    {
        var layout = await CopyAsync();
        File.Delete(BlobOf(layout, _publication.Layout.LayerDigests[0]));
        await FindsAsync($"oci:{layout}", "IB5011");
        layout = await CopyAsync();
        await ChangeAsync(layout, _publication.Layout.ManifestDigest, bytes => bytes[^3] ^= 1);
        await FindsAsync($"oci:{layout}", "IB5001");
    }

    [Fact]
    public async Task A_name_that_leads_out_of_the_image_is_a_finding() => await FindsAsync(Layout(Packed(Tar("../../etc/cron.d/evil", 1))), "IB5031");

    [Fact]
    public async Task A_layer_of_300_kB_that_unpacks_to_300_MB_of_zeros_is_a_finding() => await FindsAsync(Layout(Packed(Tar("zeros", 300_000_000), CompressionLevel.SmallestSize)), "IB5032");

    [Fact]
    public async Task A_layer_that_breaks_off_under_its_own_digest_is_a_finding()
    {
        var packed = Packed(Tar("file", 100_000, random: true));
        await FindsAsync(Layout(packed[..(packed.Length / 2)]), "IB5030");
    }

    [Fact]
    public async Task A_wrong_diffID_is_a_finding() => await FindsAsync(Layout(Packed(Tar("file", 10)), diffId: HandMadeLayout.Digest([1])), "IB5033");

    [Fact]
    public async Task The_same_findings_come_from_a_registry()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await Skopeo.CopyAsync(Layout(Packed(Tar("../out", 10))), Skopeo.In(registry, "evil", "1"), registry);
        await FindsAsync($"{registry.Host}/evil:1", "IB5031");
    }

    [Theory]
    [InlineData("oci:/nowhere/at/all")]
    [InlineData("127.0.0.1:1/web:1")]
    public async Task What_cannot_be_looked_at_is_an_error_and_no_finding(string source)
    {
        var result = await Tool.RunAsync("verify", source);

        Errors.HasCode(result);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }

    public void Dispose() => _folder.Dispose();

    private async Task FindsAsync(string source, string code)
    {
        var result = await Tool.RunAsync("verify", source, "--output", "json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal([code], Documents.Read(result, "verify").Objects("findings").Select(finding => finding.Text("code")).Distinct());
    }

    private async Task<string> CopyAsync()
    {
        var copy = _folder[Path.GetRandomFileName()];
        await new Command("cp", "-r", _publication.LayoutPath, copy).RunWellAsync();
        return copy;
    }

    private static async Task ChangeAsync(string layout, string digest, Action<byte[]> change)
    {
        var bytes = await File.ReadAllBytesAsync(BlobOf(layout, digest));
        change(bytes);
        await File.WriteAllBytesAsync(BlobOf(layout, digest), bytes);
    }

    private static string BlobOf(string layout, string digest) => Path.Combine([layout, "blobs", .. digest.Split(':')]);

    /// <summary>An image with one layer of these bytes, whose diffID is that of what they unpack to unless another one is given.</summary>
    private string Layout(byte[] layer, string? diffId = null)
    {
        var layout = new HandMadeLayout(_folder[Path.GetRandomFileName()]);
        var config = new JsonObject { ["architecture"] = "amd64", ["os"] = "linux" };
        layout.Image("v1", config, [layout.Layer(Gzip, layer)], [diffId ?? HandMadeLayout.Digest(Unpacked(layer))]);
        return $"oci:{layout.Path}:v1";
    }

    private static byte[] Unpacked(byte[] layer)
    {
        using var gzip = new GZipStream(new MemoryStream(layer), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Packed(byte[] tar, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level, leaveOpen: true))
            gzip.Write(tar);
        return packed.ToArray();
    }

    private static byte[] Tar(string name, int size, bool random = false)
    {
        var content = new byte[size];
        if (random)
            new Random(1).NextBytes(content);
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return archive.ToArray();
    }
}
