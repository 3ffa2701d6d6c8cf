using System.IO.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Tests.Images;
using ImageBuild.Tests.Registries;

namespace ImageBuild.Tests.Layouts;

/// <summary>An OCI layout in one file.</summary>
public sealed class OciArchiveTests : IDisposable
{
    private static readonly LayoutName Name = new("1.0", "ghcr.io/team/app:1.0");
    private readonly TemporaryFolder _folder = new();

    private string ArchiveFile => Path.Combine(_folder.Path, "image.tar");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_archive_holds_a_layout_in_one_order_with_constant_attributes()
    {
        var image = SmallImage.Create("amd64", "layer");
        await OciArchive.WriteAsync(ArchiveFile, ManifestTree.Of(image), [Name], default);

        var blobs = image.Blobs.Append(image.Manifest).OrderBy(blob => blob.Descriptor.Digest).Select(blob => $"0 644 0:0 0 {blob.Descriptor.Size} blobs/sha256/{blob.Descriptor.Digest.Hex}");
        Assert.Equal(
            ["5 755 0:0 0 0 blobs/", "5 755 0:0 0 0 blobs/sha256/", .. blobs, $"0 644 0:0 0 {TarFile.Read(ArchiveFile, "index.json").Length} index.json", "0 644 0:0 0 30 oci-layout"],
            TarFile.List(ArchiveFile));
        Assert.Equal([Path.GetFileName(ArchiveFile)], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_same_image_makes_the_same_bytes()
    {
        var tree = ManifestTree.Of(SmallImage.Index(SmallImage.Create("amd64", "a"), SmallImage.Create("arm64", "b")));
        var other = Path.Combine(_folder.Path, "other.tar");
        await OciArchive.WriteAsync(ArchiveFile, tree, [Name], default);
        await OciArchive.WriteAsync(other, tree, [Name], default);
        Assert.Equal(File.ReadAllBytes(ArchiveFile), File.ReadAllBytes(other));
    }

    [Fact]
    public async Task What_was_written_is_read_with_all_platforms_under_each_name()
    {
        var index = SmallImage.Index(SmallImage.Create("amd64", "a", "shared"), SmallImage.Create("arm64", "b", "shared"));
        await OciArchive.WriteAsync(ArchiveFile, ManifestTree.Of(index), [Name, new("latest", null)], default);

        var archive = OciArchive.Open(ArchiveFile);
        foreach (var name in (string?[])[null, "1.0", "latest", "ghcr.io/team/app:1.0", index.Manifest.Descriptor.Digest.ToString()])
            Assert.Equal(index.Manifest.Descriptor.Digest, archive.Find(name).Digest);
        var tree = await ManifestTree.ReadAsync(archive, await archive.ReadManifestAsync(archive.Find(null), default), default);
        Assert.Equal(index.Images.Select(image => image.Digest), tree.Children.Select(child => child.Descriptor.Digest));
        foreach (var blob in tree.Blobs)
        {
            await using var stream = await blob.OpenAsync(default);
            Assert.Equal(blob.Descriptor.Digest, await Digest.OfAsync(stream, default));
        }
    }

    [Fact]
    public async Task What_is_attached_comes_back_and_is_no_image_of_its_own()
    {
        var image = SmallImage.Create("amd64", "layer");
        var signature = TestImages.Attachment(image.Manifest.Descriptor, "application/signature", "signed");
        await OciArchive.WriteAsync(ArchiveFile, ManifestTree.Of(image) with { Attached = [signature] }, [], default);

        var archive = OciArchive.Open(ArchiveFile);
        Assert.Equal(image.Digest, archive.Find(null).Digest);
        var tree = await (await ManifestTree.ReadAsync(archive, await archive.ReadManifestAsync(archive.Find(null), default), default)).WithAttachedAsync(archive, default);
        Assert.Equal(signature.Root.Descriptor.Digest, Assert.Single(tree.Attached).Root.Descriptor.Digest);
    }

    [Fact]
    public async Task A_layer_that_is_not_what_it_should_be_leaves_the_file_that_was_there()
    {
        File.WriteAllText(ArchiveFile, "before");
        var image = SmallImage.Create("amd64", "layer");
        var wrong = ManifestTree.Of(image) with { Blobs = [image.Config, new Exchanged(image.Layers[0].Descriptor)] };
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => OciArchive.WriteAsync(ArchiveFile, wrong, [Name], default));
        Assert.Equal(ErrorCodes.DigestMismatch, error.Code);
        Assert.Equal("before", File.ReadAllText(ArchiveFile));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_blob_that_was_changed_in_the_file_is_found_out_when_it_is_read()
    {
        var image = SmallImage.Create("amd64", "unmistakable");
        await OciArchive.WriteAsync(ArchiveFile, ManifestTree.Of(image), [Name], default);
        var bytes = File.ReadAllBytes(ArchiveFile);
        bytes[bytes.AsSpan().IndexOf("unmistakable"u8)] = (byte)'U';
        File.WriteAllBytes(ArchiveFile, bytes);

        var archive = OciArchive.Open(ArchiveFile);
        Assert.Equal(ErrorCodes.DigestMismatch, (await Assert.ThrowsAsync<ImageBuildException>(() => archive.ReadSmallAsync(image.Layers[0].Descriptor, default))).Code);
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("cut")]
    [InlineData("gzip")]
    [InlineData("long")]
    public void A_file_that_is_no_archive_is_called_that(string kind)
    {
        var tar = TarFile.Write(Path.Combine(_folder.Path, "any.tar"), ("oci-layout", new byte[3000]));
        switch (kind)
        {
            case "empty":
                File.WriteAllText(ArchiveFile, "");
                break;
            case "text":
                File.WriteAllText(ArchiveFile, new string('x', 2000));
                break;
            case "cut":
                File.WriteAllBytes(ArchiveFile, File.ReadAllBytes(tar)[..1000]);
                break;
            case "gzip":
                using (var gzip = new GZipStream(File.Create(ArchiveFile), CompressionLevel.Fastest))
                    gzip.Write(File.ReadAllBytes(tar));
                break;
            case "long":
                // An extended header that says it has a gigabyte: nothing of that size is set aside.
                File.WriteAllBytes(ArchiveFile, ExtendedHeader(1 << 30));
                break;
        }

        var error = Assert.Throws<ImageBuildException>(() => OciArchive.Open(ArchiveFile));
        Assert.True(error.Code == ErrorCodes.ArchiveUnreadable || (kind == "empty" && error.Code == ErrorCodes.NotInLayout), error.ToString());
        if (kind == "gzip")
            Assert.Contains("gunzip", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_lead_out_of_the_archive_are_found_by_nobody()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "index.json"), """{"manifests":[]}""");
        TarFile.Write(
            ArchiveFile,
            TarFile.File("oci-layout", TarFile.Text("{}")),
            TarFile.File("../index.json", TarFile.Text("{}")),
            TarFile.Link("index.json", "../index.json"),
            TarFile.Link("blobs", "/etc"));
        Assert.Equal(ErrorCodes.NotInLayout, Assert.Throws<ImageBuildException>(() => OciArchive.Open(ArchiveFile)).Code);
    }

    [Fact]
    public async Task A_docker_archive_of_another_tool_is_told_apart()
    {
        TarFile.Write(ArchiveFile, ("manifest.json", TarFile.Text("[]")));
        var error = Assert.Throws<ImageBuildException>(() => OciArchive.Open(ArchiveFile));
        Assert.Contains("docker-archive:", error.Remedy, StringComparison.Ordinal);
        await OciArchive.WriteAsync(ArchiveFile, ManifestTree.Of(SmallImage.Create("amd64", "x")), [], default);
        Assert.Contains("oci-archive:", Assert.Throws<ImageBuildException>(() => DockerArchive.Open(ArchiveFile)).Remedy, StringComparison.Ordinal);
    }

    private static byte[] ExtendedHeader(int size)
    {
        var header = new byte[1024];
        TarFile.Text("PaxHeaders/entry").CopyTo(header, 0);
        TarFile.Text(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(header, 124);
        header[156] = (byte)'x';
        TarFile.Text("ustar\0").CopyTo(header, 257);
        header.AsSpan(148, 8).Fill((byte)' ');
        TarFile.Text(Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0").CopyTo(header, 148);
        return header;
    }

    private sealed class Exchanged(Descriptor descriptor) : IBlob
    {
        public Descriptor Descriptor { get; } = descriptor;

        public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => new(new MemoryStream(new byte[Descriptor.Size]));
    }
}
