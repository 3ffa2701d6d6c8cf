using System.Formats.Tar;
using System.IO.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Tests.Images;

namespace ImageBuild.Tests.Layouts;

/// <summary>What `docker save` and `docker load` exchange.</summary>
public sealed class DockerArchiveTests : IDisposable
{
    private const string Manifest = "manifest.json";
    private readonly TemporaryFolder _folder = new();

    private string ArchiveFile => Path.Combine(_folder.Path, "image.tar");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_archive_names_config_layers_and_tags_and_is_a_layout_as_well()
    {
        var image = SmallImage.Create("amd64", "one", "two");
        await DockerArchive.WriteAsync(ArchiveFile, ManifestTree.Of(image), [new("1.0", "ghcr.io/team/app:1.0"), new("latest", "ghcr.io/team/app:latest"), new("x", null)], default);

        Assert.Equal(
            $$"""[{"Config":"blobs/sha256/{{image.Config.Descriptor.Digest.Hex}}","RepoTags":["ghcr.io/team/app:1.0","ghcr.io/team/app:latest"],"Layers":["blobs/sha256/{{Digest.Of("one").Hex}}","blobs/sha256/{{Digest.Of("two").Hex}}"]}]""",
            TarFile.Read(ArchiveFile, Manifest));
        Assert.Equal(image.Digest, OciArchive.Open(ArchiveFile).Find("latest").Digest);
        Assert.All(TarFile.List(ArchiveFile), line => Assert.Matches("^(0 644|5 755) 0:0 0 ", line));
    }

    [Fact]
    public async Task The_same_image_makes_the_same_bytes()
    {
        var other = Path.Combine(_folder.Path, "other.tar");
        foreach (var file in (string[])[ArchiveFile, other])
            await DockerArchive.WriteAsync(file, ManifestTree.Of(SmallImage.Create("amd64", "one", "two")), [new("1", "app:1")], default);
        Assert.Equal(File.ReadAllBytes(ArchiveFile), File.ReadAllBytes(other));
    }

    [Fact]
    public async Task An_archive_of_ours_gives_back_the_very_manifest()
    {
        var image = SmallImage.Create("amd64", "one", "two");
        await DockerArchive.WriteAsync(ArchiveFile, ManifestTree.Of(image), [new("1.0", "ghcr.io/team/app:1.0")], default);

        var archive = DockerArchive.Open(ArchiveFile);
        foreach (var name in (string?[])[null, "ghcr.io/team/app:1.0", "team/app:1.0", "app:1.0", image.Digest.ToString()])
        {
            var (root, names) = await archive.ReadRootAsync(name, default);
            Assert.Equal(image.Manifest.Bytes.ToArray(), root.Bytes.ToArray());
            Assert.Equal(["ghcr.io/team/app:1.0"], names);
        }
    }

    [Fact]
    public async Task An_index_of_platforms_is_refused()
    {
        var index = SmallImage.Index(SmallImage.Create("amd64", "a"), SmallImage.Create("arm64", "b"));
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => DockerArchive.WriteAsync(ArchiveFile, ManifestTree.Of(index), [], default));
        Assert.Equal(ErrorCodes.OnePlatformOnly, error.Code);
        Assert.False(File.Exists(ArchiveFile));
    }

    /// <summary>Docker up to 24: a folder a layer, links where a layer is there twice, layers not packed, no manifest.</summary>
    [Fact]
    public async Task What_older_Dockers_save_becomes_an_image_of_what_lies_there()
    {
        byte[] one = TarFile.Text("layer one"), two = TarFile.Text("layer two");
        var config = Config(Digest.Of(one), Digest.Of(two), Digest.Of(one));
        TarFile.Write(
            ArchiveFile,
            TarFile.File("aaa/layer.tar", one),
            TarFile.File("bbb/layer.tar", two),
            TarFile.Link("ccc/layer.tar", "../aaa/layer.tar"),
            TarFile.File("config.json", config),
            TarFile.File(Manifest, TarFile.Text("""[{"Config":"config.json","RepoTags":["team/app:1"],"Layers":["aaa/layer.tar","bbb/layer.tar","ccc/layer.tar"]}]""")));

        var archive = DockerArchive.Open(ArchiveFile);
        var (root, _) = await archive.ReadRootAsync("app:1", default);
        var content = ManifestContent.Read(root);
        Assert.Equal(Digest.Of(config), content.Config!.Digest);
        // They travel packed, and whoever unpacks them gets what lay there.
        Assert.All(content.Layers, layer => Assert.Equal(MediaTypes.OciLayerGzip, layer.MediaType));
        Assert.Equal(content.Layers[0], content.Layers[2]);
        Assert.Equal(["layer one", "layer two", "layer one"], await Task.WhenAll(content.Layers.Select(layer => UnpackAsync(archive, layer))));
        Assert.Equal(root.Descriptor.Digest, (await DockerArchive.Open(ArchiveFile).ReadRootAsync(null, default)).Root.Descriptor.Digest);
    }

    [Fact]
    public async Task Packed_layers_stay_packed()
    {
        var tar = TarFile.Text("layer");
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(tar);
        TarFile.Write(
            ArchiveFile,
            ("layer.tar.gz", packed.ToArray()),
            ("config.json", Config(Digest.Of(tar))),
            (Manifest, TarFile.Text("""[{"Config":"config.json","RepoTags":null,"Layers":["layer.tar.gz"]}]""")));

        var (root, names) = await DockerArchive.Open(ArchiveFile).ReadRootAsync(null, default);
        Assert.Equal(new Descriptor(MediaTypes.OciLayerGzip, Digest.Of(packed.ToArray()), packed.Length), Assert.Single(ManifestContent.Read(root).Layers));
        Assert.Empty(names);
    }

    [Fact]
    public async Task A_layer_that_does_not_match_its_diffID_is_found_out()
    {
        TarFile.Write(
            ArchiveFile,
            ("layer.tar", TarFile.Text("other")),
            ("config.json", Config(Digest.Of("layer"))),
            (Manifest, TarFile.Text("""[{"Config":"config.json","RepoTags":[],"Layers":["layer.tar"]}]""")));
        Assert.Equal(ErrorCodes.DigestMismatch, (await Assert.ThrowsAsync<ImageBuildException>(() => DockerArchive.Open(ArchiveFile).ReadRootAsync(null, default))).Code);
    }

    [Theory]
    [InlineData(null, "several images: a:1, b:1")]
    [InlineData("c:1", "no image named 'c:1', only: a:1, b:1")]
    public async Task An_archive_of_several_images_wants_a_name(string? name, string cause)
    {
        TarFile.Write(
            ArchiveFile,
            ("a.json", Config()),
            ("b.json", TarFile.Text("""{"architecture":"arm64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}""")),
            (Manifest, TarFile.Text("""[{"Config":"a.json","RepoTags":["a:1","a:2"],"Layers":[]},{"Config":"b.json","RepoTags":["b:1"],"Layers":[]}]""")));
        var archive = DockerArchive.Open(ArchiveFile);
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => archive.ReadRootAsync(name, default));
        Assert.Equal(ErrorCodes.NotInLayout, error.Code);
        Assert.Contains(cause, error.Cause, StringComparison.Ordinal);
        Assert.Equal(["a:1", "a:2"], (await archive.ReadRootAsync("a:2", default)).Names);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""[{"RepoTags":[],"Layers":[]}]""")]
    [InlineData("""[{"Config":"../../etc/passwd","RepoTags":[],"Layers":[]}]""")]
    [InlineData("""[{"Config":"config.json","RepoTags":[],"Layers":["../layer.tar"]}]""")]
    [InlineData("""[{"Config":"config.json","RepoTags":[],"Layers":[]}]""")]
    public async Task A_table_of_contents_that_leads_nowhere_is_an_error(string manifest)
    {
        TarFile.Write(ArchiveFile, ("config.json", Config(Digest.Of("layer"))), (Manifest, TarFile.Text(manifest)));
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => DockerArchive.Open(ArchiveFile).ReadRootAsync(null, default));
        Assert.True(error.Code == ErrorCodes.NotInLayout || error.Code == ErrorCodes.InvalidImage, error.ToString());
    }

    /// <summary>Docker 25 and later: a layout, in whose index other platforms may be missing.</summary>
    [Fact]
    public async Task What_newer_Dockers_save_gives_back_the_manifest_of_the_platform_that_is_there()
    {
        var (here, elsewhere) = (SmallImage.Create("amd64", "here"), SmallImage.Create("arm64", "elsewhere"));
        var index = SmallImage.Index(elsewhere, here);
        TarEntry[] blobs = [.. here.Blobs.Cast<IBlob>().Append(here.Manifest).Append(index.Manifest).Select(blob => TarFile.File($"blobs/sha256/{blob.Descriptor.Digest.Hex}", Bytes(blob)))];
        TarFile.Write(
            ArchiveFile,
            [
                .. blobs,
                TarFile.File("index.json", ManifestJson.WriteIndex(ImageFormat.Oci, [index.Manifest.Descriptor])),
                TarFile.File("oci-layout", TarFile.Text("{}")),
                TarFile.File(Manifest, TarFile.Text($$"""[{"Config":"blobs/sha256/{{here.Config.Descriptor.Digest.Hex}}","RepoTags":["app:1"],"Layers":["blobs/sha256/{{here.Layers[0].Descriptor.Digest.Hex}}"]}]""")),
            ]);

        Assert.Equal(here.Digest, (await DockerArchive.Open(ArchiveFile).ReadRootAsync(null, default)).Root.Descriptor.Digest);
    }

    private static async Task<string> UnpackAsync(DockerArchive archive, Descriptor layer)
    {
        using var unpacked = new StreamReader(new GZipStream(new MemoryStream(await archive.ReadSmallAsync(layer, default)), CompressionMode.Decompress));
        return await unpacked.ReadToEndAsync();
    }

    [Fact]
    public async Task A_layer_that_is_packed_on_the_way_can_be_read_in_part()
    {
        var tar = new byte[5_000_000];
        new Random(1).NextBytes(tar);
        TarFile.Write(
            ArchiveFile,
            ("layer.tar", tar),
            ("config.json", Config(Digest.Of(tar))),
            (Manifest, TarFile.Text("""[{"Config":"config.json","RepoTags":[],"Layers":["layer.tar"]}]""")));
        var archive = DockerArchive.Open(ArchiveFile);
        var layer = ManifestContent.Read((await archive.ReadRootAsync(null, default)).Root).Layers[0];

        await using (var stream = await archive.Blob(layer).OpenAsync(default))
            await stream.ReadExactlyAsync(new byte[1000]);

        Assert.Equal(layer.Digest, Digest.Of(await archive.ReadSmallAsync(layer, default)));
    }

    private static byte[] Bytes(IBlob blob)
    {
        using var stream = blob.OpenAsync(default).AsTask().GetAwaiter().GetResult();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Config(params Digest[] diffIds) =>
        TarFile.Text($$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[{{{string.Join(',', diffIds.Select(id => $"\"{id}\""))}}}]}}""");
}
