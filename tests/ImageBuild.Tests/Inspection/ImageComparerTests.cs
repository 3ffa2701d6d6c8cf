using System.Text.Json;
using ImageBuild.Images;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Rendering;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Inspection;

/// <summary>Why an image differs from another one, in the words people read.</summary>
public sealed class ImageComparerTests
{
    private const string Base = "imagebuild base-os: debian:13";
    private const string Serilog = "imagebuild packages: Serilog";
    private const string Application = "imagebuild app: application";

    private const string DepsJson = """
        {
          "targets": { "net": { "Orders/1.0.0": { "runtime": { "Orders.dll": {} } }, "Serilog/VERSION": { "runtime": { "Serilog.dll": {} } } } },
          "libraries": { "Orders/1.0.0": { "type": "project" }, "Serilog/VERSION": { "type": "package" } }
        }
        """;

    private static readonly ILayer BaseLayer = TestLayer.Of(TestLayer.File("etc/os-release", "debian"));

    [Fact]
    public async Task The_same_image_is_the_same()
    {
        var explanation = await CompareAsync(Image(), Image());
        Assert.True(explanation.IsSame);
        Assert.Equal(["before → after", "", $"linux/amd64  the same image  {Image().Digest}"], new ExplanationText(false).Lines(explanation).Select(line => line.ToString()));
    }

    [Fact]
    public async Task A_package_that_was_updated_is_the_reason_for_its_layer()
    {
        var (before, after) = (Image(), Image(version: "4.3.1"));
        Assert.Equal(
            $"""
            before → after

            linux/amd64  sha256:{before.Digest.Short} → sha256:{after.Digest.Short}
            1 of 3 layers are the same; {Size(after, 1, 2)} are new

            2  changed  packages  Serilog      {Size(after, 1)}
                Serilog 4.3.0 → 4.3.1
            3  changed  app       application  {Size(after, 2)}
                changed: Orders.deps.json
            """,
            await TextAsync(before, after));
    }

    [Fact]
    public async Task Two_builds_of_one_source_in_two_folders_are_told_as_that()
    {
        var (before, after) = (Image(assembly: Built("/home/anna/orders", 1)), Image(assembly: Built("/home/hanna/orders", 2)));
        var text = await TextAsync(before, after);
        Assert.EndsWith(
            """
                changed: Orders.dll

            Why
              The folder the sources lay in: /home/anna → /home/hanna
                in Orders.dll; nothing else differs there
                Build with DeterministicSourcePaths=true. PublishImage does that for every project that references ImageBuild.Tasks: reference it in Directory.Build.props.
            """,
            text,
            StringComparison.Ordinal);
        Assert.Contains("the same program; it differs only in\n", await TextAsync(before, after, showFiles: true), StringComparison.Ordinal);
    }

    private static readonly (string Input, TestAssembly Before, TestAssembly After)[] Inputs =
    [
        ("source-folder", new() { SymbolPath = "/a/x.pdb" }, new() { SymbolPath = "/b/x.pdb" }),
        ("commit", With("AssemblyInformationalVersion", "1.0+aaaaaaaa"), With("AssemblyInformationalVersion", "1.0+bbbbbbbb")),
        ("build-date", With("AssemblyDescription", "2026-01-01 10:00"), With("AssemblyDescription", "2026-01-02 10:00")),
        ("version-pattern", new() { Version = new(1, 0, 9700, 12000) }, new() { Version = new(1, 0, 9701, 12001) }),
        ("compiler", new() { IsDeterministic = false, TimeStamp = 1_700_000_000 }, new() { IsDeterministic = false, TimeStamp = 1_700_000_001 }),
        ("source", new() { Text = "one" }, new() { Text = "two" }),
    ];

    public static TheoryData<string> InputNames => [.. Inputs.Select(input => input.Input)];

    [Theory]
    [MemberData(nameof(InputNames))]
    public async Task The_input_that_made_the_difference_is_named(string name)
    {
        var (_, before, after) = Inputs.Single(input => input.Input == name);
        var cause = Assert.Single(Assert.Single((await CompareAsync(Image(assembly: before), Image(assembly: after))).Images).Causes);
        Assert.Equal((name, "/app/Orders.dll", name != "source"), (cause.Input, Assert.Single(cause.Files), cause.IsAll));
    }

    [Fact]
    public async Task Several_inputs_are_all_named_and_none_is_said_to_be_all()
    {
        var (before, after) = (With("AssemblyInformationalVersion", "1.0+aaaaaaaa") with { SymbolPath = "/a/x.pdb" }, With("AssemblyInformationalVersion", "1.0+bbbbbbbb") with { SymbolPath = "/b/x.pdb" });
        var causes = Assert.Single((await CompareAsync(Image(assembly: before), Image(assembly: after))).Images).Causes;
        Assert.Equal([("commit", false), ("source-folder", false)], causes.Select(cause => (cause.Input, cause.IsAll)).Order());
    }

    [Fact]
    public async Task What_nobody_recognises_keeps_an_input_from_being_all()
    {
        var (before, after) = (With("AssemblyCompany", "One") with { SymbolPath = "/a/x.pdb" }, With("AssemblyCompany", "Two") with { SymbolPath = "/b/x.pdb" });
        var cause = Assert.Single(Assert.Single((await CompareAsync(Image(assembly: before), Image(assembly: after))).Images).Causes);
        Assert.Equal(("source-folder", false), (cause.Input, cause.IsAll));
    }

    [Fact]
    public async Task An_assembly_of_a_package_in_another_version_is_explained_by_the_package()
    {
        var change = Assert.Single((await CompareAsync(Image(), Image(version: "4.3.1"))).Images);
        Assert.Empty(change.Causes);
        Assert.Equal("Serilog 4.3.0 → 4.3.1", Assert.Single(change.Packages).ToString());
    }

    [Fact]
    public async Task The_configuration_is_compared_field_by_field()
    {
        var health = JsonDocument.Parse("""{"Test":["CMD","true"]}""").RootElement;
        var before = TestImages.Config() with { User = "app", Environment = [new("A", "1"), new("B", "2")], Labels = new Dictionary<string, string> { ["team"] = "one" }, ExposedPorts = ["80/tcp"] };
        var after = before with { User = null, Environment = [new("A", "2"), new("C", "3")], Labels = new Dictionary<string, string>(), Entrypoint = ["/app/x", "a b"], UnknownExecution = [new("Healthcheck", health)] };
        var change = Assert.Single((await CompareAsync(TestImages.Of(before, (Base, BaseLayer)), TestImages.Of(after, (Base, BaseLayer)))).Images);
        Assert.Equal(
            [
                new("user", "app", null), new("entrypoint", null, """["/app/x", "a b"]"""), new("environment A", "1", "2"), new("environment B", "2", null),
                new("environment C", null, "3"), new("label team", "one", null), new("Healthcheck", null, """{"Test":["CMD","true"]}"""),
            ],
            change.Settings);
        Assert.Equal(1, change.SameLayers);
    }

    [Fact]
    public async Task Files_are_told_by_what_differs()
    {
        var before = TestLayer.Of(TestLayer.File("a", "1"), TestLayer.File("b", "1"), TestLayer.File("c", "1"), TarEntry.SymbolicLink("d", "a"), TestLayer.File("e"), TestLayer.File("f"));
        var after = TestLayer.Of(TestLayer.File("a", "2"), TestLayer.File("b", "1", 0x1ED), TestLayer.File("c", "1") with { UserId = 1654 }, TarEntry.SymbolicLink("d", "b"), TarEntry.SymbolicLink("e", "a"), TestLayer.File("g"));
        var change = Assert.Single((await CompareAsync(TestImages.Of((Base, before)), TestImages.Of((Base, after)))).Images);
        Assert.Equal(
            [
                ("a", Difference.Changed, FileAspects.Content), ("b", Difference.Changed, FileAspects.Mode), ("c", Difference.Changed, FileAspects.Owner), ("d", Difference.Changed, FileAspects.Link),
                ("e", Difference.Changed, FileAspects.Type | FileAspects.Content | FileAspects.Mode | FileAspects.Link), ("f", Difference.Removed, FileAspects.None), ("g", Difference.Added, FileAspects.None),
            ],
            change.Layers[0].Files.Select(file => (file.Path, file.Difference, file.Aspects)));
    }

    [Fact]
    public async Task A_file_in_another_layer_has_moved()
    {
        var (one, two) = (TestLayer.File("app/one", "1"), TestLayer.File("app/two", "2"));
        var before = TestImages.Of(("imagebuild packages: other packages", TestLayer.Of(one, two)), (Application, TestLayer.Of()));
        var after = TestImages.Of(("imagebuild packages: other packages", TestLayer.Of(one)), ("imagebuild packages: Two", TestLayer.Of(two)), (Application, TestLayer.Of()));
        var change = Assert.Single((await CompareAsync(before, after)).Images);
        Assert.Equal([Difference.Changed, Difference.Added, Difference.Same], change.Layers.Select(layer => layer.Difference));
        Assert.All(change.Layers.SelectMany(layer => layer.Files), file => Assert.Equal(Difference.Moved, file.Difference));
    }

    [Fact]
    public async Task A_layer_in_another_place_has_moved_and_one_packed_anew_is_the_same_content()
    {
        var tar = TestLayer.Tar(TestLayer.File("x"));
        var (gzip, zstd) = (TestLayer.Pack(tar, ImageBuild.Compression.CompressionFormat.Gzip), TestLayer.Pack(tar, ImageBuild.Compression.CompressionFormat.Zstd));
        var other = TestLayer.Of(TestLayer.File("y"));
        var moved = Assert.Single((await CompareAsync(TestImages.Of(("a", BaseLayer), ("b", gzip), ("c", other)), TestImages.Of(("b", gzip), ("a", BaseLayer), ("c", other)))).Images);
        Assert.Equal([Difference.Moved, Difference.Same, Difference.Same], moved.Layers.Select(layer => layer.Difference).Order(Comparer<Difference>.Create((left, right) => right.CompareTo(left))));
        Assert.Equal(3, moved.SameLayers);
        var repacked = Assert.Single((await CompareAsync(TestImages.Of(("b", gzip)), TestImages.Of(("b", zstd)))).Images);
        Assert.Equal((Difference.Repacked, zstd.Descriptor.Size), (repacked.Layers[0].Difference, repacked.NewSize));
    }

    [Fact]
    public async Task Platforms_that_only_one_side_has_are_told()
    {
        var (amd, arm) = (TestImages.Of(TestImages.Config(), (Base, BaseLayer)), TestImages.Of(TestImages.Config("arm64"), (Base, BaseLayer)));
        var both = InspectionTarget.Of("both", ImageComposer.Compose(ImageFormat.Oci, [amd, arm], new Dictionary<string, string>()));
        var explanation = await new ImageComparer(new ImageInspector()).CompareAsync(TestImages.Target(amd, "one"), both, default);
        Assert.Equal(("linux/arm64", false, true), (Assert.Single(explanation.Added).ToString(), explanation.IsSame, Assert.Single(explanation.Images).IsSame));
    }

    [Fact]
    public async Task The_same_files_in_another_order_are_an_archive_of_another_form()
    {
        var (a, b) = (TestLayer.File("a"), TestLayer.File("b"));
        var change = Assert.Single((await CompareAsync(TestImages.Of((Base, TestLayer.Of(a, b))), TestImages.Of((Base, TestLayer.Of(b, a))))).Images);
        Assert.Equal("archive-form", Assert.Single(change.Causes).Input);
    }

    internal static Image Image(string version = "4.3.0", TestAssembly? assembly = null) => TestImages.Of(
        (Base, BaseLayer),
        (Serilog, TestLayer.Of(TestLayer.File("app/Serilog.dll", $"the program of {version}"))),
        (Application, TestLayer.Of(
            TestLayer.File("app/Orders.deps.json", DepsJson.Replace("VERSION", version, StringComparison.Ordinal)),
            TarEntry.File("app/Orders.dll", FileContent.FromBytes((assembly ?? new TestAssembly()).Write())))));

    private static TestAssembly Built(string folder, byte id) => new() { SymbolPath = $"{folder}/obj/Orders.pdb", ModuleVersionId = new Guid(id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) };

    private static TestAssembly With(string attribute, string value) => new() { Attributes = [(attribute, [value])] };

    private static string Size(Image image, params int[] layers) => ImageBuild.Content.ByteSize.Text(layers.Sum(layer => image.Layers[layer].Descriptor.Size));

    private static Task<Explanation> CompareAsync(Image before, Image after) =>
        new ImageComparer(new ImageInspector()).CompareAsync(TestImages.Target(before, "before"), TestImages.Target(after, "after"), default);

    private static async Task<string> TextAsync(Image before, Image after, bool showFiles = false) =>
        string.Join('\n', new ExplanationText(showFiles).Lines(await CompareAsync(before, after)).Select(line => line.ToString()));
}
