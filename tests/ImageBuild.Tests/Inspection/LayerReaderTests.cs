using System.Text;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Inspection.Layers;
using ImageBuild.Tar;
using ImageBuild.Tests.Tar;
using static ImageBuild.Tests.Tar.RawTar;

namespace ImageBuild.Tests.Inspection;

/// <summary>Layers come from anybody. They are read as a stream, measured on the way, and refused with a code.</summary>
public sealed class LayerReaderTests
{
    private static readonly byte[] Tar = TestLayer.Tar(
        TarEntry.Directory("app"), TestLayer.File("app/a.txt", "content", 0x1ED), TarEntry.SymbolicLink("app/l", "../a"), new TarEntry("h", TarEntryKind.HardLink, 0x1A4) { LinkTarget = "app/a.txt" });

    public static TheoryData<CompressionFormat, string> Packings => new()
    {
        { CompressionFormat.Gzip, MediaTypes.OciLayerGzip },
        { CompressionFormat.Zstd, MediaTypes.OciLayerZstd },
        { CompressionFormat.None, MediaTypes.OciLayer },
        { CompressionFormat.Gzip, MediaTypes.DockerLayerGzip },
        { CompressionFormat.None, MediaTypes.DockerLayer },
        { CompressionFormat.Zstd, MediaTypes.OciLayerGzip }, // what is there counts, not what it is called
    };

    [Theory]
    [MemberData(nameof(Packings))]
    public async Task A_layer_is_read_and_measured_however_it_is_packed(CompressionFormat format, string mediaType)
    {
        var layer = TestLayer.Pack(Tar, format, mediaType);
        var contents = await ReadAsync(layer);
        Assert.Equal((layer.Descriptor.Digest, layer.Descriptor.Size), (contents.Digest, contents.PackedSize));
        Assert.Equal((Digest.Of(Tar), Tar.Length, format), (contents.DiffId, contents.ExpandedSize, contents.Compression));
        Assert.Equal(
            ["Directory app 755 0", "File app/a.txt 755 7", "SymbolicLink app/l 777 0 -> ../a", "HardLink h 644 0 -> app/a.txt"],
            contents.Entries.Select(entry => $"{entry.Type} {entry.Path} {Convert.ToString(entry.Mode, 8)} {entry.Size}{(entry.LinkTarget is { } link ? " -> " + link : "")}"));
    }

    [Fact]
    public async Task Zstd_with_skippable_frames_before_and_behind_is_zstd()
    {
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];
        var packed = TestLayer.Packed(Tar, CompressionFormat.Zstd);
        var contents = await ReadAsync(new Layer(new BytesBlob(MediaTypes.OciLayerZstd, Join(skippable, packed, skippable)), Digest.Of(Tar)));
        Assert.Equal((CompressionFormat.Zstd, Digest.Of(Tar)), (contents.Compression, contents.DiffId));
    }

    [Fact]
    public async Task Several_gzip_members_are_one_layer()
    {
        var packed = Join(TestLayer.Packed(Tar[..700], CompressionFormat.Gzip), TestLayer.Packed(Tar[700..], CompressionFormat.Gzip));
        Assert.Equal(Digest.Of(Tar), (await ReadAsync(new Layer(new BytesBlob(MediaTypes.OciLayerGzip, packed), Digest.Of(Tar)))).DiffId);
    }

    [Fact]
    public async Task Files_are_hashed_where_that_is_asked_for()
    {
        Assert.Null((await ReadAsync(TestLayer.Pack(Tar, CompressionFormat.Gzip))).Entries[1].Digest);
        Assert.Equal(Digest.Of("content"), (await ReadAsync(TestLayer.Pack(Tar, CompressionFormat.Gzip), LayerDetail.Digests)).Entries[1].Digest);
    }

    [Fact]
    public async Task Content_is_kept_where_it_is_wanted_also_under_another_name()
    {
        var contents = await ReadAsync(TestLayer.Pack(Tar, CompressionFormat.Gzip), keep: path => path is "app/a.txt" or "h");
        Assert.Equal(["app/a.txt", "h"], contents.Documents.Keys.Order(StringComparer.Ordinal));
        Assert.All(contents.Documents.Values, content => Assert.Equal("content", Encoding.UTF8.GetString(content)));
    }

    [Theory]
    [InlineData("/etc/passwd", "etc/passwd")]
    [InlineData("./etc//passwd", "etc/passwd")]
    [InlineData("etc/./passwd", "etc/passwd")]
    public async Task Names_are_taken_relative_to_the_root(string name, string expected) =>
        Assert.Equal(expected, Assert.Single((await ReadAsync(Raw(Header(name), End))).Entries).Path);

    [Fact]
    public async Task The_root_itself_is_a_directory_without_a_name() =>
        Assert.Equal((LayerEntryType.Directory, ""), Assert.Single((await ReadAsync(Raw(Header("./", '5'), End))).Entries.Select(entry => (entry.Type, entry.Path))));

    public static TheoryData<string, ErrorCode, byte[]> Hostile => new()
    {
        { "a name that leads upwards", ErrorCodes.LayerUnsafe, Join(Header("../etc/passwd"), End) },
        { "a name that leads upwards on its way", ErrorCodes.LayerUnsafe, Join(Header("a/../../b"), End) },
        { "a name with a NUL", ErrorCodes.LayerUnsafe, Join(Pax(("path", "a\0b")), Header("a"), End) },
        { "a name that no system takes", ErrorCodes.LayerUnsafe, Join(Pax(("path", new string('x', 5000))), Header("a"), End) },
        { "a file in place of the root", ErrorCodes.LayerUnsafe, Join(Header("."), End) },
        { "a hard link that leads upwards", ErrorCodes.LayerUnsafe, Join(Header("a", '1', link: "../../etc/shadow"), End) },
        { "a hard link to nowhere", ErrorCodes.LayerUnsafe, Join(Header("a", '1'), End) },
        { "an archive that breaks off", ErrorCodes.LayerUnreadable, Tar[..700] },
        { "no archive", ErrorCodes.LayerUnreadable, Encoding.ASCII.GetBytes(new string('x', 1024)) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Refuses(string what, ErrorCode expected, byte[] tar)
    {
        var exception = await Assert.ThrowsAsync<ImageBuildException>(() => ReadAsync(TestLayer.Pack(tar, CompressionFormat.Gzip)));
        Assert.True(exception.Code == expected, $"{what}: {exception.Code} {exception.Cause}");
    }

    public static TheoryData<string, byte[]> Damaged => new()
    {
        { "gzip with a wrong checksum", Changed(TestLayer.Packed(Tar, CompressionFormat.Gzip), ^6) },
        { "zstd that breaks off", TestLayer.Packed(Tar, CompressionFormat.Zstd)[..^5] },
        { "zstd with something behind it", Join(TestLayer.Packed(Tar, CompressionFormat.Zstd), [1, 2, 3, 4, 5, 6, 7, 8]) },
        { "gzip that breaks off", TestLayer.Packed(Tar, CompressionFormat.Gzip)[..60] },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task Damage_is_an_error(string what, byte[] packed)
    {
        var exception = await Assert.ThrowsAsync<ImageBuildException>(() => ReadAsync(new Layer(new BytesBlob(MediaTypes.OciLayerGzip, packed), Digest.Of(Tar))));
        Assert.True(exception.Code == ErrorCodes.LayerUnreadable, $"{what}: {exception.Code} {exception.Cause}");
    }

    [Fact]
    public async Task Bytes_that_were_changed_on_the_way_are_told_as_that_and_not_as_a_wrong_layer()
    {
        var layer = TestLayer.Pack(Tar, CompressionFormat.Gzip);
        var changed = new RenamedBlob(new BytesBlob(MediaTypes.OciLayerGzip, Changed(TestLayer.Packed(Tar, CompressionFormat.Gzip), ^6)), layer.Descriptor);
        var exception = await Assert.ThrowsAsync<ImageBuildException>(() => new LayerReader(new LayerLimits(), _ => false).ReadAsync(changed, LayerDetail.None, new LayerBudget(new LayerLimits()), default));
        Assert.Equal(ErrorCodes.DigestMismatch, exception.Code);
    }

    [Theory]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Zstd)]
    public async Task A_layer_that_unpacks_to_too_much_is_refused(CompressionFormat format)
    {
        var bomb = TestLayer.Pack(Join(Header("zeros", size: 8 << 20), new byte[8 << 20], End), format);
        Assert.Equal(ErrorCodes.LayerTooLarge, await CodeAsync(bomb, new LayerLimits { ExpandedSize = 4 << 20 }));
        Assert.Equal(ErrorCodes.LayerTooLarge, await CodeAsync(bomb, new LayerLimits { RatioFrom = 1 << 20, Ratio = 100 }));
        Assert.Equal(2, (await ReadAsync(Raw(Header("a"), Header("b"), End), limits: new LayerLimits { Entries = 2 })).Entries.Count);
        Assert.Equal(ErrorCodes.LayerTooLarge, await CodeAsync(Raw(Header("a"), Header("b"), Header("c"), End), new LayerLimits { Entries = 2 }));
        Assert.Equal(ErrorCodes.LayerTooLarge, await CodeAsync(Raw(Header("name1"), Header("name2"), End), new LayerLimits { Names = 9 }));
        Assert.Equal(ErrorCodes.LayerTooLarge, await CodeAsync(Raw(Header("var/lib/dpkg/status", size: 3), Padded("abc"u8.ToArray()), End), new LayerLimits { Documents = 2 }));
    }

    [Theory]
    [InlineData(long.MaxValue, 16L << 30)]
    [InlineData(1, 256L << 20)]
    [InlineData(1 << 20, 500L << 20)]
    public void The_limit_follows_the_packed_size_between_bounds(long packed, long limit) => Assert.Equal(limit, new LayerLimits().ExpandedSizeOf(packed));

    [Fact]
    public async Task A_source_that_sends_more_than_was_announced_is_not_read_on()
    {
        var bytes = TestLayer.Packed(Tar, CompressionFormat.None);
        var longer = new RenamedBlob(new BytesBlob(MediaTypes.OciLayer, bytes), new Descriptor(MediaTypes.OciLayer, Digest.Of(bytes), bytes.Length - 1));
        Assert.Equal(ErrorCodes.DigestMismatch, (await Assert.ThrowsAsync<ImageBuildException>(() => new LayerReader(new LayerLimits(), _ => false).ReadAsync(longer, LayerDetail.None, new LayerBudget(new LayerLimits()), default))).Code);
    }

    [Fact]
    public async Task A_package_database_that_promises_to_be_huge_is_refused_before_memory_is_taken()
    {
        var promise = Raw(Header("var/lib/dpkg/status", sizeField: "77777777777\0"), End);
        Assert.Equal(ErrorCodes.LayerTooLarge, await CodeAsync(promise, new LayerLimits()));
    }

    /// <summary>Changed at random, a layer is read or refused; nothing else happens.</summary>
    [Theory]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Zstd)]
    [InlineData(CompressionFormat.None)]
    public async Task Chance_finds_no_other_exception(CompressionFormat format)
    {
        var packed = TestLayer.Packed(Join(Pax(("path", "app/x.dll"), ("mtime", "1.5")), Header("x", size: 700), Padded(AssemblyBytes()), Tar), format);
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var changed = packed.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                changed = changed[..random.Next(changed.Length)];
            try
            {
                await ReadAsync(new Layer(new BytesBlob(MediaTypes.OciLayerGzip, changed), Digest.Of(Tar)), LayerDetail.Digests | LayerDetail.Assemblies);
            }
            catch (ImageBuildException)
            {
                // Refused, as it should be.
            }
        }

        static byte[] AssemblyBytes() => File.ReadAllBytes(typeof(LayerReaderTests).Assembly.Location)[..700];
    }

    private static ILayer Raw(params byte[][] parts) => TestLayer.Pack(Join(parts), CompressionFormat.Gzip);

    private static byte[] Changed(byte[] bytes, Index at)
    {
        bytes[at] ^= 0xFF;
        return bytes;
    }

    private static Task<LayerContents> ReadAsync(ILayer layer, LayerDetail detail = LayerDetail.None, LayerLimits? limits = null, Func<string, bool>? keep = null)
    {
        limits ??= new LayerLimits();
        return new LayerReader(limits, keep ?? (path => path.StartsWith("var/lib/dpkg", StringComparison.Ordinal))).ReadAsync(layer, detail, new LayerBudget(limits), default);
    }

    private static async Task<ErrorCode> CodeAsync(ILayer layer, LayerLimits limits) =>
        (await Assert.ThrowsAsync<ImageBuildException>(() => ReadAsync(layer, limits: limits))).Code;
}
