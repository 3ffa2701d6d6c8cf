using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace ImageBuild.Tests.Tool;

/// <summary>imagebuild build: images of folders, without network and SDK.</summary>
public sealed class BuildCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Site => Path.Combine(_folder.Path, "site");

    public BuildCommandTests()
    {
        Write("site/index.html", "<p>hello</p>");
        Write("site/css/site.css", "body { margin: 0 }");
    }

    [Fact]
    public async Task A_folder_of_files_becomes_a_layer_below_the_root()
    {
        var run = (await BuildAsync("--root", "/srv/www", "--to", $"oci:{Place("image")}:7")).Succeeded();

        var image = await InspectAsync($"oci:{Place("image")}:7");
        Assert.StartsWith($"oci:{Place("image")}@sha256:", Assert.Single(run.Lines), StringComparison.Ordinal);
        Assert.Equal(["/srv", "/srv/www", "/srv/www/css", "/srv/www/css/site.css", "/srv/www/index.html"], Files(image));
    }

    [Fact]
    public async Task The_same_folder_gives_the_same_digest_whatever_its_times_and_its_name()
    {
        Write("other/css/site.css", "body { margin: 0 }");
        Write("other/index.html", "<p>hello</p>");
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "other", "index.html"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        var one = (await BuildAsync("--to", $"oci:{Place("one")}")).Succeeded().Lines[0];
        var other = (await ToolRun.OfAsync([.. Arguments("other"), "--to", $"oci:{Place("two")}"])).Succeeded().Lines[0];

        Assert.Equal(one[one.IndexOf('@', StringComparison.Ordinal)..], other[other.IndexOf('@', StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Settings_stand_in_the_configuration()
    {
        await BuildAsync(
            "--to", $"oci:{Place("image")}", "--entrypoint", "/srv/www", "--entrypoint=--serve", "--cmd", "quietly", "--user", "1000:1000", "--workdir", "/srv",
            "--env", "MODE=a=b", "--label", "team=web", "--port", "8080", "--port", "53/udp", "--created", "2026-01-31T12:00:00Z");

        var image = await InspectAsync($"oci:{Place("image")}");

        Assert.Equal(["/srv/www", "--serve"], Texts(image["entrypoint"]!));
        Assert.Equal(["quietly"], Texts(image["command"]!));
        Assert.Equal(("1000:1000", "/srv", "2026-01-31T12:00:00Z"), ((string?)image["user"], (string?)image["workingDirectory"], (string?)image["created"]));
        Assert.Equal(["53/udp", "8080/tcp"], Texts(image["ports"]!));
        Assert.Equal("a=b", (string?)Assert.Single(image["environment"]!.AsArray())!["value"]);
        Assert.Equal("web", (string?)image["labels"]!["team"]);
    }

    [Fact]
    public async Task One_run_serves_several_destinations_and_platforms()
    {
        var run = (await BuildAsync(
            "--platform", "linux/amd64,linux/arm64", "--repository", "acme/site", "--tag", "7", "--to", $"oci:{Place("image")}", "--to", $"oci-archive:{Place("image.tar")}", "--output", "json")).Succeeded();

        var result = run.Json("result");
        Assert.Equal(["linux/amd64", "linux/arm64"], result["images"]!.AsArray().Select(image => (string?)image!["platform"]));
        Assert.Equal([$"oci:{Place("image")}:7"], Texts(result["destinations"]![0]!["references"]!));
        Assert.Equal((string?)result["digest"], (await ToolRun.OfAsync("digest", "--short", $"oci-archive:{Place("image.tar")}")).Succeeded().Lines[0]);
    }

    [Fact]
    public async Task Without_a_destination_the_image_lies_beside_the_folder_and_is_named_after_it()
    {
        Assert.Equal([$"oci:{Site}.image@{(await BuildAsync()).Succeeded().Lines[0].Split('@')[1]}"], (await BuildAsync()).Succeeded().Lines);
        Assert.Equal(0, (await ToolRun.OfAsync("digest", $"oci:{Site}.image:latest")).ExitCode);
        Assert.False(File.Exists(Place("lock.json")), "Nothing came from outside, so there is nothing to lock.");
    }

    [Fact]
    public async Task A_dry_run_delivers_nothing()
    {
        var run = (await BuildAsync("--dry-run", "--to", $"oci:{Place("image")}")).Succeeded();

        Assert.Contains($"write to oci:{Place("image")}", run.Error, StringComparison.Ordinal);
        Assert.Equal(("", false), (run.Output, Directory.Exists(Place("image"))));
    }

    [Fact]
    public async Task Links_stay_links_and_programs_can_be_run()
    {
        Write("site/run.sh", "#!/bin/sh"); // Windows has no execute bit: there the content tells
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(Site, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(Site, "home.html"), "index.html");
        await BuildAsync("--to", $"oci:{Place("image")}", "--compression", "gzip");

        var layer = (string)(await InspectAsync($"oci:{Place("image")}"))["layers"]![0]!["digest"]!;
        await using var file = File.OpenRead(Path.Combine(Place("image"), "blobs", "sha256", layer["sha256:".Length..]));
        await using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        var entries = new Dictionary<string, TarEntry>();
        while (await tar.GetNextEntryAsync() is { } entry)
            entries[entry.Name.TrimEnd('/')] = entry;
        Assert.Equal("index.html", entries["app/home.html"].LinkName);
        Assert.True(entries["app/run.sh"].Mode.HasFlag(UnixFileMode.OtherExecute));
        Assert.False(entries["app/index.html"].Mode.HasFlag(UnixFileMode.OtherExecute));
    }

    public static TheoryData<string, string[]> Mistakes => new()
    {
        { "IB4005", ["build", "FOLDER/nowhere"] },
        { "IB4005", ["build", "FOLDER/empty", "--base", "scratch"] },
        { "IB1007", ["build", "FOLDER/site", "--root", "srv"] },
        { "IB1007", ["build", "FOLDER/site", "--base", "scratch", "--workdir", "srv"] },
        { "IB1006", ["build", "FOLDER/site", "--base", "scratch", "--env", "NAME"] },
        { "IB1005", ["build", "FOLDER/site", "--base", "scratch", "--label", "=value"] },
        { "IB1008", ["build", "FOLDER/site", "--base", "scratch", "--compression", "xz"] },
        { "IB1008", ["build", "FOLDER/site", "--base", "scratch", "--to", "oci:FOLDER/site/image"] },
        { "IB1002", ["build", "FOLDER/site", "--base", "scratch", "--platform", "linux/s390x"] },
        { "IB1003", ["build", "FOLDER/site", "--base", "scratch", "--port", "http"] },
        { "IB1011", ["build", "FOLDER/site", "--base", "Not A Reference"] },
        { "IB2053", ["build", "FOLDER/site", "--base", "scratch", "--locked", "--lock-file", "FOLDER/lock.json"] },
        { "IB4006", ["build", "FOLDER/two", "--base", "scratch"] },
        { "IB4006", ["build", "FOLDER/two", "--base", "scratch", "--app", "Three"] },
        { "IB4007", ["build", "FOLDER/two", "--base", "scratch", "--app", "One"] },
        { "IB4007", ["build", "FOLDER/two", "--base", "debian:13", "--app", "Two"] },
        { "IB4013", ["build", "FOLDER/broken", "--base", "scratch"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_has_a_code(string code, string[] arguments)
    {
        Directory.CreateDirectory(Place("empty"));
        Write("two/One.runtimeconfig.json", """{ "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" } } }""");
        Write("two/Two.runtimeconfig.json", """{ "runtimeOptions": { "tfm": "net10.0", "includedFrameworks": [] } }""");
        Write("broken/App.runtimeconfig.json", "{");

        (await ToolRun.OfAsync([.. arguments.Select(argument => argument.Replace("FOLDER", _folder.Path, StringComparison.Ordinal))])).Failed(code);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ToolRun> BuildAsync(params string[] arguments) => ToolRun.OfAsync([.. Arguments("site"), .. arguments]);

    private string[] Arguments(string folder) => ["build", Place(folder), "--base", "scratch", "--cache-directory", Place("cache"), "--lock-file", Place("lock.json")];

    private static async Task<JsonNode> InspectAsync(string source) => (await ToolRun.OfAsync("inspect", "--files", "-o", "json", source)).Succeeded().Json("inspect")["images"]![0]!;

    private static IEnumerable<string> Files(JsonNode image) => image["layers"]!.AsArray().SelectMany(layer => layer!["files"]!.AsArray()).Select(file => (string)file!["path"]!);

    private static IEnumerable<string> Texts(JsonNode array) => array.AsArray().Select(item => (string)item!);

    private string Place(string name) => Path.Combine(_folder.Path, name);

    private void Write(string path, string text)
    {
        var file = Place(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
