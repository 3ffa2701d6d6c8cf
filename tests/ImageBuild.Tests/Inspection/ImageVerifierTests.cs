using System.Text;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Rendering;
using ImageBuild.Inspection.Verifying;

namespace ImageBuild.Tests.Inspection;

/// <summary>Everything an image says about itself is computed again from its bytes.</summary>
public sealed class ImageVerifierTests
{
    private static readonly ILayer First = TestLayer.Of(TestLayer.File("a", "1"));
    private static readonly ILayer Second = TestLayer.Of(TestLayer.File("b", "2"));
    private static readonly Image Right = TestImages.Of(("one", First), ("two", Second));

    [Fact]
    public async Task An_image_that_is_right_is_right()
    {
        var verification = await VerifyAsync(Right);
        Assert.True(verification.IsRight);
        Assert.Equal((4, Right.Blobs.Sum(blob => blob.Descriptor.Size) + Right.Manifest.Descriptor.Size), (verification.Blobs, verification.Bytes));
        Assert.Equal(
            $"""
            test  {Right.Digest}
            right  4 blobs with {ByteSize.Text(verification.Bytes)} were read; digests, sizes, diffIDs, configuration and media types are what they should be
            """,
            string.Join('\n', VerificationText.Lines(verification).Select(line => line.ToString())));
    }

    private static readonly (string What, Func<Image> Image, ErrorCode Code)[] Wrong =
    [
        ("a layer with other bytes", () => With(Lying(First.Descriptor, TestLayer.Of(TestLayer.File("a", "9"))), Second), ErrorCodes.DigestMismatch),
        ("a layer that is shorter than announced", () => With(Lying(First.Descriptor with { Size = First.Descriptor.Size + 1 }, First), Second), ErrorCodes.DigestMismatch),
        ("a layer that is longer than announced", () => With(Lying(First.Descriptor with { Size = First.Descriptor.Size - 1 }, First), Second), ErrorCodes.DigestMismatch),
        ("a wrong diffID", () => TestImages.Of(("one", new Layer(First, Digest.Of("other"))), ("two", Second)), ErrorCodes.DiffIdMismatch),
        ("a layer that is no archive", () => TestImages.Of(("one", TestLayer.Pack(Encoding.ASCII.GetBytes(new string('x', 600)), CompressionFormat.Gzip)), ("two", Second)), ErrorCodes.LayerUnreadable),
        ("a layer with a name that leads out", () => TestImages.Of(("one", TestLayer.Pack(Tar.RawTar.Header("../x"), CompressionFormat.Gzip)), ("two", Second)), ErrorCodes.LayerUnsafe),
        ("zstd under the name of gzip", () => TestImages.Of(("one", TestLayer.Pack(TestLayer.Tar(TestLayer.File("a")), CompressionFormat.Zstd, MediaTypes.OciLayerGzip)), ("two", Second)), ErrorCodes.LayerTypeWrong),
        ("a configuration of other bytes", () => Right with { Config = Lying(Right.Config.Descriptor, TestImages.Of(("other", First)).Config) }, ErrorCodes.DigestMismatch),
        ("a configuration that is none", () => Right with { Config = new BytesBlob(MediaTypes.OciConfig, "{}"u8.ToArray()) }, ErrorCodes.InvalidImage),
        ("a configuration with fewer diffIDs", () => Right with { Config = TestImages.Of(("one", First)).Config }, ErrorCodes.ConfigInconsistent),
        ("a history of too many layers", () => WithHistory(new("one"), new("two"), new("three")), ErrorCodes.ConfigInconsistent),
        ("another platform than the index says", () => Right with { Platform = new Platform("linux", "arm64") }, ErrorCodes.ConfigInconsistent),
        ("a layer of Docker's family in an OCI manifest", () => With(new RenamedBlob(First, First.Descriptor with { MediaType = MediaTypes.DockerLayerGzip }), Second), ErrorCodes.MixedMediaTypes),
        ("a layer of no known type", () => With(new RenamedBlob(First, First.Descriptor with { MediaType = "application/x-tar" }), Second), ErrorCodes.MixedMediaTypes),
        ("a configuration of Docker's family in an OCI manifest", () => Right with { Config = new RenamedBlob(Right.Config, Right.Config.Descriptor with { MediaType = MediaTypes.DockerConfig }) }, ErrorCodes.MixedMediaTypes),
    ];

    public static TheoryData<string> Cases => [.. Wrong.Select(wrong => wrong.What)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Finds(string what)
    {
        var (_, image, code) = Wrong.Single(wrong => wrong.What == what);
        var verification = await VerifyAsync(image());
        Assert.Contains(verification.Findings, finding => finding.Code == code);
        Assert.All(verification.Findings, finding => Assert.True(finding.Code == code || (what.Contains("configuration", StringComparison.Ordinal) && finding.Code == ErrorCodes.ConfigInconsistent), $"{finding.Code} {finding.Text}"));
        Assert.StartsWith("wrong  ", VerificationText.Lines(verification).Last().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_found_at_once()
    {
        var image = With(Lying(First.Descriptor, TestLayer.Of(TestLayer.File("a", "9"))), Lying(Second.Descriptor, TestLayer.Of(TestLayer.File("b", "9"))));
        var findings = (await VerifyAsync(image)).Findings;
        Assert.All([First, Second], layer => Assert.Contains(findings, finding => finding.Code == ErrorCodes.DigestMismatch && finding.Text.Contains(layer.Descriptor.Digest.Hex, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_index_of_one_family_with_an_image_of_the_other_is_found()
    {
        var docker = ImageComposer.Compose(ImageFormat.Docker, TestImages.Config(), [First], new Dictionary<string, string>());
        var index = ImageComposer.Compose(ImageFormat.Oci, [docker], new Dictionary<string, string>());
        Assert.Equal(ErrorCodes.MixedMediaTypes, Assert.Single((await VerifyAsync(InspectionTarget.Of("test", index))).Findings).Code);
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_read_is_a_finding_and_a_registry_that_does_not_answer_an_error()
    {
        var verifier = new ImageVerifier();
        var verification = await verifier.VerifyAsync("test", _ => throw ErrorCodes.DigestMismatch.Error("The manifest is another one."), default);
        Assert.Equal(ErrorCodes.DigestMismatch, Assert.Single(verification.Findings).Code);
        await Assert.ThrowsAsync<ImageBuildException>(() => verifier.VerifyAsync("test", _ => throw ErrorCodes.RegistrySilent.Error("Nobody there."), default));
    }

    private static Task<Verification> VerifyAsync(Image image) => VerifyAsync(TestImages.Target(image));

    private static Task<Verification> VerifyAsync(InspectionTarget target) => new ImageVerifier().VerifyAsync(target, default);

    private static Image With(params IBlob[] layers) => Right with { Layers = layers };

    private static Image WithHistory(params HistoryEntry[] history) => ImageComposer.Compose(
        ImageFormat.Oci, TestImages.Config() with { History = history }, [First, Second], new Dictionary<string, string>());

    private static IBlob Lying(Descriptor descriptor, IBlob bytes) => new RenamedBlob(bytes, descriptor);
}
