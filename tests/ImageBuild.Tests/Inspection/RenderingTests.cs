using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageBuild.Images;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Rendering;
using ImageBuild.Inspection.Verifying;
using ImageBuild.Tar;
using ImageBuild.Tests.Debian;
using ImageBuild.Tests.Publishing;

namespace ImageBuild.Tests.Inspection;

/// <summary>What people and programs read: text, JSON and the page.</summary>
public sealed class RenderingTests
{
    private const string Evil = "app/<script>alert(1)</script>\u001b[31m&{style}.txt";

    private static readonly Image Image = TestImages.Of(
        TestImages.Config() with
        {
            User = "1654", WorkingDirectory = "/app", Entrypoint = ["/app/Orders"], Command = ["--name", "a b"], ExposedPorts = ["8080/tcp"],
            Environment = [new("A", "1"), new("B", "2")], Labels = new Dictionary<string, string> { ["team"] = "orders" }, Created = DateTimeOffset.UnixEpoch,
        },
        ("imagebuild base-os: debian:13", TestLayer.Of(
            TestLayer.File("usr/bin/tool", "0123456789", 0x9ED),
            TestLayer.File("var/lib/dpkg/status.d/tool", "Package: tool\nVersion: 1.0\n"),
            TestLayer.File("var/lib/dpkg/status.d/tool.md5sums", "d41d8cd98f00b204e9800998ecf8427e  usr/bin/tool\n"))),
        ("imagebuild app: application", TestLayer.Of(
            TestLayer.File("usr/bin/tool", "new"), TarEntry.SymbolicLink("app/link", "Orders"), TestLayer.File(Evil, "x") with { UserId = 1654, GroupId = 1655 })));

    [Fact]
    public async Task The_tree_shows_platform_settings_and_layers()
    {
        var (first, second) = (Image.Layers[0].Descriptor, Image.Layers[1].Descriptor);
        var text = await TextAsync(new InspectionText(ShowPackages: true, ShowFiles: true));
        Assert.Equal(
            $"""
            test

            linux/amd64  {ImageBuild.Content.ByteSize.Text(first.Size + second.Size)} in 2 layers, 88 B unpacked
            │  {Image.Digest}
            │  user         1654
            │  command      /app/Orders --name "a b"
            │  folder       /app
            │  ports        8080/tcp
            │  created      1970-01-01 00:00:00 UTC
            │  environment  A=1
            │               B=2
            │  labels       team=orders
            │  10 B lie in files that a higher layer replaces or removes
            │
            ├─ 1  base-os  debian:13  {Head(first)}
            │     tool 1.0
            │     -rwsr-xr-x  10 B  /usr/bin/tool                        hidden  tool 1.0
            │     -rw-r--r--  27 B  /var/lib/dpkg/status.d/tool          tool 1.0
            │     -rw-r--r--  47 B  /var/lib/dpkg/status.d/tool.md5sums  tool 1.0
            └─ 2  app      tool 1.0   {Head(second)}
                  -rw-r--r--             3 B  /usr/bin/tool                                         tool 1.0
                  lrwxrwxrwx             0 B  /app/link -> Orders
                  -rw-r--r--  1654:1655  1 B  /app/<script>alert(1)</script>\u001b[31m&(style).txt

            1 package
            deb  tool  1.0  77 B  in 1, 2
            """.Replace("\r", "", StringComparison.Ordinal),
            text.Replace("{style}", "(style)", StringComparison.Ordinal));

        string Head(ImageBuild.Content.Descriptor layer)
        {
            var share = (double)layer.Size / (first.Size + second.Size);
            var line = text.Split('\n').Single(line => line.Contains($"sha256:{layer.Digest.Short}", StringComparison.Ordinal) && !line.Contains(Image.Digest.ToString(), StringComparison.Ordinal));
            return Regex.Match(line, $@"{layer.Size} B  {share * 100:0.0} %.*sha256:{layer.Digest.Short}").Value is { Length: > 0 } head ? head : "not there";
        }
    }

    [Theory]
    [InlineData(200, true, true)]
    [InlineData(80, false, true)]
    [InlineData(55, false, false)]
    public async Task The_tree_fits_into_a_narrow_terminal(int width, bool hasDigests, bool hasBars)
    {
        var text = await TextAsync(new InspectionText(ShowPackages: false, ShowFiles: false) { Width = width }, TestImages.Of(
            TestImages.Config(),
            ("imagebuild base-os: debian:13", TestLayer.Of(
                [.. Enumerable.Range(1, 6).Select(number => TestLayer.File($"var/lib/dpkg/status.d/a-library-{number}", $"Package: a-library-{number}\nVersion: 1.0-2+deb13u{number}\n"))])),
            ("imagebuild configuration: configuration", TestLayer.Of(TestLayer.File("app/appsettings.json", "{}")))));

        var layers = text[text.IndexOf("├─", StringComparison.Ordinal)..].Split('\n');
        Assert.All(layers, line => Assert.InRange(line.Length, 0, width));
        Assert.Equal(hasDigests, layers[0].Contains("sha256:", StringComparison.Ordinal));
        Assert.Equal(hasBars, layers[0].Contains('█', StringComparison.Ordinal));
        Assert.Equal("a-library-1 1.0-2+deb13u1, a-library-2 1.0-2+deb13u2, a-library-3 1.0-2+deb13u3, a-library-4 1.0-2+deb13u4 and 2 more", string.Join(' ', layers.Where(line => line.StartsWith("│     ", StringComparison.Ordinal)).Select(line => line[6..])));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("größe 日本", "größe 日本")]
    [InlineData("a\u001b[2Jb", "a\\u001b[2Jb")]
    [InlineData("a\nb\tc", "a\\u000ab\\u0009c")]
    [InlineData("a\u009bb", "a\\u009bb")]
    [InlineData("a\u202eb", "a\\u202eb")]
    public void Names_cannot_control_the_terminal(string name, string shown) => Assert.Equal(shown, new TextSpan(name).Text);

    [Theory]
    [InlineData(InspectionDepth.Manifest, false, false)]
    [InlineData(InspectionDepth.Layers, false, true)]
    [InlineData(InspectionDepth.Files, true, false)]
    [InlineData(InspectionDepth.Files, true, true)]
    public async Task The_JSON_of_inspect_follows_its_schema(InspectionDepth depth, bool withFiles, bool withComparison)
    {
        var inspection = await new ImageInspector().InspectAsync(TestImages.Target(Image), depth, default);
        var json = Parse(new InspectionJson(withFiles).Write(inspection, withComparison ? await OtherAsync() : null));
        Assert.Empty(SchemaCheck.Errors(Schema("inspect"), json));
        var layers = json["images"]![0]!["layers"]!.AsArray();
        Assert.Equal(withFiles, layers.All(layer => layer!["files"] is not null));
        Assert.Equal(withComparison ? [true, false] : [null, null], layers.Select(layer => (bool?)layer!["shared"]));
    }

    [Fact]
    public async Task The_JSON_of_explain_follows_its_schema()
    {
        var comparer = new ImageComparer(new ImageInspector());
        var (before, after) = (ImageComparerTests.Image(assembly: new TestAssembly { SymbolPath = "/a/x.pdb" }), ImageComparerTests.Image("4.3.1", new TestAssembly { SymbolPath = "/b/x.pdb" }));
        foreach (var explanation in (Explanation[])[await comparer.CompareAsync(TestImages.Target(before), TestImages.Target(after), default), await comparer.CompareAsync(TestImages.Target(Image), TestImages.Target(after), default)])
        {
            Assert.Empty(SchemaCheck.Errors(Schema("explain"), Parse(new ExplanationJson(WithFiles: true).Write(explanation))));
            Assert.Empty(SchemaCheck.Errors(Schema("explain"), Parse(new ExplanationJson(WithFiles: false).Write(explanation))));
        }
    }

    [Fact]
    public async Task The_JSON_of_verify_follows_its_schema()
    {
        var target = TestImages.Target(Image with { Platform = new ImageBuild.Content.Platform("linux", "arm64") });
        var wrong = await new ImageVerifier().VerifyAsync(target, default);
        Assert.False(wrong.IsRight);
        Assert.Empty(SchemaCheck.Errors(Schema("verify"), Parse(VerificationJson.Write(wrong))));
        Assert.Empty(SchemaCheck.Errors(Schema("verify"), Parse(VerificationJson.Write(wrong with { Findings = [] }))));
    }

    [Theory]
    [InlineData("inspect", "schemaVersion")]
    [InlineData("explain", "images")]
    [InlineData("verify", "findings")]
    public void A_schema_refuses_a_document_without_its_members(string name, string member) =>
        Assert.Contains(SchemaCheck.Errors(Schema(name), new JsonObject()), error => error.Contains(member, StringComparison.Ordinal));

    [Fact]
    public async Task The_page_holds_the_JSON_and_nothing_of_it_becomes_markup()
    {
        var inspection = await new ImageInspector().InspectAsync(TestImages.Target(Image, "a </title><script>alert(2)</script> & {script}"), InspectionDepth.Layers, default);
        var page = Encoding.UTF8.GetString(InspectionPage.Write(inspection, await OtherAsync()));

        Assert.Equal(2, Regex.Count(page, "<script", RegexOptions.IgnoreCase));
        Assert.Equal(2, Regex.Count(page, "</script", RegexOptions.IgnoreCase));
        Assert.Contains("<title>a &lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt; &amp; {script}</title>", page, StringComparison.Ordinal);
        var embedded = Regex.Match(page, """<script type="application/json" id="inspection">(.*?)</script>""", RegexOptions.Singleline).Groups[1].Value;
        Assert.True(JsonNode.DeepEquals(Parse(new InspectionJson(true).Write(inspection, await OtherAsync())), JsonNode.Parse(embedded)));
    }

    [Fact]
    public async Task Only_the_pages_own_script_and_style_may_run_and_nothing_is_fetched()
    {
        var page = Encoding.UTF8.GetString(InspectionPage.Write(await new ImageInspector().InspectAsync(TestImages.Target(Image), InspectionDepth.Layers, default)));
        var policy = Regex.Match(page, "Content-Security-Policy\" content=\"(.*?)\"").Groups[1].Value;
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains($"style-src '{Hash("<style>(.*?)</style>")}'", policy, StringComparison.Ordinal);
        Assert.Contains($"script-src '{Hash("<script>(.*?)</script>")}'", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("""(?:src|href)="?(?:https?:)?//""", page);

        string Hash(string element) =>
            "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Regex.Match(page, element, RegexOptions.Singleline).Groups[1].Value)));
    }

    private static async Task<SharedContent> OtherAsync()
    {
        var other = TestImages.Of(("imagebuild base-os: debian:13", new Layer(Image.Layers[0], ImageConfigJson.Read(await BytesAsync(Image.Config)).DiffIds[0])));
        return new SharedContent(await new ImageInspector().InspectAsync(TestImages.Target(other, "other"), InspectionDepth.Layers, default));
    }

    private static async Task<byte[]> BytesAsync(ImageBuild.Content.IBlob blob)
    {
        using var bytes = new MemoryStream();
        await using var stream = await blob.OpenAsync(default);
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<string> TextAsync(InspectionText text, Image? image = null) =>
        string.Join('\n', text.Lines(await new ImageInspector().InspectAsync(TestImages.Target(image ?? Image), InspectionDepth.Files, default)).Select(line => line.ToString()));

    private static JsonObject Schema(string name) => JsonNode.Parse(File.ReadAllBytes(RepositoryFile.Path($"docs/schemas/{name}.schema.json")))!.AsObject();

    private static JsonObject Parse(byte[] json) => JsonNode.Parse(json)!.AsObject();
}
