using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Tests.Images;

namespace ImageBuild.Tests.Layouts;

/// <summary>A folder other tools read as well: always a whole layout or the one before.</summary>
public sealed class OciLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OciLayout _layout;

    public OciLayoutTests() => _layout = new OciLayout(Path.Combine(_folder.Path, "layout"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_layout_has_the_marker_the_index_and_the_blobs_and_nothing_else()
    {
        var image = SmallImage.Create("amd64", "layer");
        var written = await _layout.WriteAsync(image, "team/app", ["1.0"], default);
        string[] digests = [image.Digest.Hex, image.Config.Descriptor.Digest.Hex, Digest.Of("layer").Hex];
        Assert.Equal([.. digests.Select(hex => $"blobs/sha256/{hex}").Order(StringComparer.Ordinal), "index.json", "oci-layout"], Files());
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", File.ReadAllText(Path.Combine(_layout.Folder, "oci-layout")));
        Assert.Equal(digests.Order(StringComparer.Ordinal), written.Select(digest => digest.Hex).Order(StringComparer.Ordinal));
        var entry = Assert.Single(_layout.ReadIndex());
        Assert.Equal(("linux/amd64", "1.0", "localhost/team/app:1.0"), (entry.Platform!.ToString(), entry.Annotations!["org.opencontainers.image.ref.name"], entry.Annotations["io.containerd.image.name"]));
    }

    [Fact]
    public async Task Several_tags_lead_to_one_image_that_is_stored_once()
    {
        var image = SmallImage.Create("amd64", "layer");
        await _layout.WriteAsync(image, "app", ["1.0", "1", "latest"], default);
        Assert.Equal(["1.0", "1", "latest"], Names());
        Assert.All(["1.0", "1", "latest"], tag => Assert.Equal(image.Digest, _layout.Find(tag).Digest));
        Assert.Equal(image.Digest, _layout.Find(null).Digest);
        Assert.Equal(3, Blobs().Length);
    }

    [Fact]
    public async Task Other_images_stay_and_a_tag_moves()
    {
        var (first, second) = (SmallImage.Create("amd64", "base", "one"), SmallImage.Create("amd64", "base", "two"));
        await _layout.WriteAsync(first, "app", ["1", "latest"], default);
        var written = await _layout.WriteAsync(second, "app", ["2", "latest"], default);
        Assert.Equal(["1", "2", "latest"], Names());
        Assert.Equal((first.Digest, second.Digest, second.Digest), (_layout.Find("1").Digest, _layout.Find("2").Digest, _layout.Find("latest").Digest));
        Assert.DoesNotContain(Digest.Of("base"), written);
        Assert.Contains(Digest.Of("two"), written);
    }

    [Fact]
    public async Task What_is_written_again_writes_no_blob()
    {
        var image = SmallImage.Create("amd64", "layer");
        await _layout.WriteAsync(image, "app", ["1"], default);
        var index = File.ReadAllBytes(Path.Combine(_layout.Folder, "index.json"));
        Assert.Empty(await _layout.WriteAsync(image, "app", ["1"], default));
        Assert.Equal(index, File.ReadAllBytes(Path.Combine(_layout.Folder, "index.json")));
    }

    [Fact]
    public async Task A_tag_of_another_repository_is_not_taken_away()
    {
        await _layout.WriteAsync(SmallImage.Create("amd64", "orders"), "orders", ["latest"], default);
        var before = Files();
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => _layout.WriteAsync(SmallImage.Create("amd64", "billing"), "billing", ["latest"], default));
        Assert.Equal(ErrorCodes.LayoutTagTaken, error.Code);
        Assert.Contains("'latest' for localhost/orders:latest", error.Cause, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Entries_of_other_tools_are_kept_unless_they_have_the_tag()
    {
        var (theirs, ours) = (SmallImage.Create("amd64", "theirs"), SmallImage.Create("amd64", "ours"));
        await _layout.WriteAsync(theirs, "app", ["x"], default);
        var named = theirs.Manifest.Descriptor with { Annotations = new Dictionary<string, string> { ["org.opencontainers.image.ref.name"] = "latest" } };
        File.WriteAllBytes(Path.Combine(_layout.Folder, "index.json"), ManifestJson.WriteIndex(ImageFormat.Oci, [theirs.Manifest.Descriptor, named]));
        await _layout.WriteAsync(ours, "app", ["latest"], default);
        Assert.Equal([theirs.Digest, ours.Digest], _layout.ReadIndex().Select(entry => entry.Digest));
    }

    [Fact]
    public async Task Processes_that_add_images_at_once_all_find_theirs_in_the_index()
    {
        var names = Enumerable.Range(0, 12).Select(number => $"app{number}").ToList();
        await Task.WhenAll(names.Select(name => Task.Run(() => new OciLayout(_layout.Folder).WriteAsync(SmallImage.Create("amd64", name), name, [name], default))));
        Assert.Equal(names.Order(StringComparer.Ordinal), Names().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_full_disk_leaves_the_index_as_it_was_and_nothing_half_written()
    {
        await _layout.WriteAsync(SmallImage.Create("amd64", "old"), "app", ["latest"], default);
        var index = File.ReadAllBytes(Path.Combine(_layout.Folder, "index.json"));
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => _layout.WriteAsync(Broken(new IOException("No space left on device")), "app", ["latest"], default));
        Assert.Equal(ErrorCodes.CannotWrite, error.Code);
        Assert.All(Blobs(), name => Assert.Equal(name, Digest.Of(File.ReadAllBytes(Path.Combine(_layout.Folder, "blobs", "sha256", name))).Hex));
        Assert.Equal(index, File.ReadAllBytes(Path.Combine(_layout.Folder, "index.json")));
    }

    [Fact]
    public async Task A_layer_that_is_not_what_its_descriptor_says_gets_no_name()
    {
        var good = SmallImage.Create("amd64", "right");
        var image = good with { Layers = [new Exchanged(good.Layers[0].Descriptor)] };
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => _layout.WriteAsync(image, "app", ["latest"], default));
        Assert.Equal(ErrorCodes.DigestMismatch, error.Code);
        Assert.Empty(_layout.ReadIndex());
        Assert.DoesNotContain(Files(), name => name.EndsWith(Digest.Of("right").Hex, StringComparison.Ordinal) || name.Contains(AtomicFile.TemporaryPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_blob_that_was_cut_off_is_written_again()
    {
        var image = SmallImage.Create("amd64", "layer");
        await _layout.WriteAsync(image, "app", ["1"], default);
        File.WriteAllText(BlobPath(Digest.Of("layer")), "lay");
        Assert.Equal([Digest.Of("layer")], await _layout.WriteAsync(image, "app", ["1"], default));
        Assert.Equal("layer", File.ReadAllText(BlobPath(Digest.Of("layer"))));
    }

    [Fact]
    public async Task An_image_is_read_as_it_was_written()
    {
        var image = SmallImage.Create("arm64", "one", "two");
        await _layout.WriteAsync(image, "app", ["1"], default);
        var read = await ReadAsync("1");
        Assert.Equal((image.Digest, image.Platform), (read.Digest, read.Platform));
        Assert.Equal(image.Blobs.Select(blob => blob.Descriptor), read.Blobs.Select(blob => blob.Descriptor));
        Assert.Equal("two", await new StreamReader(await read.Layers[1].OpenAsync(default)).ReadToEndAsync());
    }

    [Fact]
    public async Task An_index_is_read_with_all_its_images()
    {
        var index = SmallImage.Index(SmallImage.Create("amd64", "shared", "a"), SmallImage.Create("arm64", "shared", "b"));
        await _layout.WriteAsync(index, "app", ["1"], default);
        var read = await _layout.ReadIndexAsync(await _layout.ReadManifestAsync(_layout.Find("1"), default), default);
        Assert.Equal(index.Manifest.Descriptor, read.Manifest.Descriptor);
        Assert.Equal(["linux/amd64", "linux/arm64"], read.Images.Select(image => image.Platform.ToString()));
        Assert.Equal(8, Blobs().Length); // index, 2 manifests, 2 configs, 3 layers
    }

    [Fact]
    public async Task A_missing_blob_is_an_error_that_names_it()
    {
        var image = SmallImage.Create("amd64", "layer");
        await _layout.WriteAsync(image, "app", ["1"], default);
        File.Delete(BlobPath(Digest.Of("layer")));
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => ReadAsync("1"));
        Assert.Equal(ErrorCodes.NotInLayout, error.Code);
        Assert.Contains($"lacks the blob {Digest.Of("layer")} of 5 bytes", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_manifest_is_an_error_that_says_what_it_hashes_to()
    {
        var image = SmallImage.Create("amd64", "layer");
        await _layout.WriteAsync(image, "app", ["1"], default);
        var bytes = File.ReadAllBytes(BlobPath(image.Digest));
        bytes[^2] ^= 1;
        File.WriteAllBytes(BlobPath(image.Digest), bytes);
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => ReadAsync("1"));
        Assert.Equal(ErrorCodes.DigestMismatch, error.Code);
        Assert.Contains($"hashes to {Digest.Of(bytes)}", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_layout_does_not_hold_is_an_error_that_lists_what_it_holds()
    {
        await _layout.WriteAsync(SmallImage.Create("amd64", "a"), "app", ["1"], default);
        await _layout.WriteAsync(SmallImage.Create("amd64", "b"), "app", ["2"], default);
        var unknown = Assert.Throws<ImageBuildException>(() => _layout.Find("3"));
        var ambiguous = Assert.Throws<ImageBuildException>(() => _layout.Find(null));
        Assert.Equal([ErrorCodes.NotInLayout, ErrorCodes.NotInLayout], [unknown.Code, ambiguous.Code]);
        Assert.EndsWith("holds no image named '3', only: 1, 2.", unknown.Cause, StringComparison.Ordinal);
        Assert.EndsWith("holds several images: 1, 2.", ambiguous.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("latest")]
    public void A_folder_that_is_no_layout_is_called_that(string? name)
    {
        var error = Assert.Throws<ImageBuildException>(() => _layout.Find(name));
        Assert.Equal(ErrorCodes.NotInLayout, error.Code);
        Assert.Contains("is not an OCI layout", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_index_is_an_error_and_not_an_empty_layout()
    {
        _folder.File("layout/index.json", "{");
        Assert.Equal(ErrorCodes.InvalidImage, Assert.Throws<ImageBuildException>(() => _layout.ReadIndex()).Code);
        await Assert.ThrowsAsync<ImageBuildException>(() => _layout.WriteAsync(SmallImage.Create("amd64", "a"), "app", ["1"], default));
        Assert.Equal("{", File.ReadAllText(Path.Combine(_layout.Folder, "index.json")));
    }

    [Fact]
    public async Task Pruning_keeps_what_a_tag_leads_to_and_deletes_the_rest()
    {
        await _layout.WriteAsync(SmallImage.Create("amd64", "shared", "old"), "app", ["latest"], default);
        var image = SmallImage.Create("amd64", "shared", "new");
        await _layout.WriteAsync(image, "app", ["latest"], default);
        var index = SmallImage.Index(SmallImage.Create("amd64", "x"), SmallImage.Create("arm64", "y"));
        await _layout.WriteAsync(index, "other", ["both"], default);
        Assert.True(_layout.Prune());
        Assert.Equal(
            index.Images.Append(image).SelectMany(kept => kept.Blobs.Append(kept.Manifest)).Append(index.Manifest).Select(blob => blob.Descriptor.Digest.Hex).Order(StringComparer.Ordinal),
            Blobs().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pruning_beside_a_damaged_image_deletes_nothing_and_says_so(bool gone)
    {
        var damaged = SmallImage.Create("amd64", "damaged");
        await _layout.WriteAsync(damaged, "app", ["old"], default);
        await _layout.WriteAsync(SmallImage.Create("amd64", "good"), "app", ["new"], default);
        if (gone)
            File.Delete(BlobPath(damaged.Digest));
        else
            File.WriteAllText(BlobPath(damaged.Digest), "{");
        var before = Files();
        Assert.False(_layout.Prune());
        Assert.Equal(before, Files());
    }

    private async Task<Image> ReadAsync(string name) => await _layout.ReadImageAsync(await _layout.ReadManifestAsync(_layout.Find(name), default), null, default);

    private static Image Broken(Exception failure)
    {
        var good = SmallImage.Create("amd64", "first", "second");
        return good with { Layers = [new Failing(good.Layers[0].Descriptor, failure), good.Layers[1]] };
    }

    private string BlobPath(Digest digest) => Path.Combine(_layout.Folder, "blobs", "sha256", digest.Hex);

    private string[] Blobs() => [.. Directory.GetFiles(Path.Combine(_layout.Folder, "blobs", "sha256")).Select(path => Path.GetFileName(path)!)];

    private IEnumerable<string> Names() => _layout.ReadIndex().Select(entry => entry.Annotations!["org.opencontainers.image.ref.name"]);

    private string[] Files() => Directory.Exists(_layout.Folder)
        ? [.. Directory.GetFiles(_layout.Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_layout.Folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Other bytes of the same length.</summary>
    private sealed class Exchanged(Descriptor descriptor) : IBlob
    {
        public Descriptor Descriptor { get; } = descriptor;

        public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult<Stream>(new MemoryStream(new byte[Descriptor.Size]));
    }

    private sealed class Failing(Descriptor descriptor, Exception failure) : IBlob
    {
        public Descriptor Descriptor { get; } = descriptor;

        public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromException<Stream>(failure);
    }
}
