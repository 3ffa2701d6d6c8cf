using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.Inspection;

/// <summary>imagebuild inspect: what is in an image, whoever made it and wherever it is.</summary>
[Collection(TwoBuilds.Collection)]
public sealed class InspectTests(TwoBuilds builds) : IDisposable
{
    private readonly TempFolder _folder = new();

    private string First => TwoBuilds.Source(builds.First);

    [Fact]
    public async Task The_tree_names_kinds_packages_and_settings()
    {
        var output = (await builds.Tool.RunAsync("inspect", First, "--packages")).Succeeded().Output;

        foreach (var part in (string[])["linux/amd64", "base-os", "Microsoft.NETCore.App", "Microsoft.Data.Sqlite.Core 10.0.13", "user", "1654", "8080/tcp", "libc6", "MIT"])
            Assert.Contains(part, output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_numbers_are_those_of_the_bytes()
    {
        var image = Only(await InspectAsync(First, "--files"));

        var layers = image.Objects("layers").ToList();
        Assert.Equal(builds.First.Result.Layers.Select(layer => (layer.Kind, layer.Digest, layer.DiffId, layer.Size)), layers.Select(layer => (layer.Text("kind"), layer.Text("digest"), layer.Text("diffId"), layer.Number("size"))));
        Assert.Equal(builds.First.Result.Layers.Sum(layer => layer.Size), image.Number("size"));
        var files = layers.SelectMany(layer => layer.Objects("files")).Where(file => file.Text("type") != "directory").Select(file => file.Text("path").TrimStart('/')).ToHashSet();
        Assert.Equal(builds.First.Layout.Files().Order(), files.Order());
        Assert.Equal(image.Number("unpackedSize"), layers.Sum(layer => layer.Objects("files").Sum(file => file.Number("size"))));
    }

    [Fact]
    public async Task Files_belong_to_the_packages_they_come_from()
    {
        var image = Only(await InspectAsync(First, "--files"));

        var owners = image.Objects("layers").SelectMany(layer => layer.Objects("files")).Where(file => file["package"] is not null)
            .ToDictionary(file => file.Text("path"), file => file["package"]!.Text("type") + " " + file["package"]!.Text("name"));
        Assert.Equal("nuget Microsoft.Data.Sqlite.Core", owners["/app/Microsoft.Data.Sqlite.dll"]);
        Assert.Equal("project Web", owners["/app/Web.dll"]);
        Assert.Equal("project Words", owners["/app/Words.dll"]);
        Assert.Equal("deb libc6", owners["/usr/lib/x86_64-linux-gnu/libc.so.6"]);
        Assert.Contains(owners, owner => owner.Key.EndsWith("/System.Private.CoreLib.dll", StringComparison.Ordinal) && owner.Value == "framework Microsoft.NETCore.App");
    }

    [Fact]
    public async Task Without_its_layers_an_image_in_a_registry_costs_manifest_and_configuration_alone()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await Skopeo.CopyAsync(First, Skopeo.In(registry, "web", "1"), registry);
        var before = await registry.RequestsAsync();

        var image = Only(await InspectAsync($"{registry.Host}/web:1", "--quick"));

        Assert.Equal(builds.First.Result.Layers.Select(layer => layer.Digest), image.Objects("layers").Select(layer => layer.Text("digest")));
        Assert.Single((await registry.RequestsAsync()).Skip(before.Count), request => request.Path.Contains("/blobs/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("v2s2", "")]
    [InlineData("oci", "zstd")]
    public async Task An_image_that_another_tool_converted_has_the_same_packages(string format, string compression)
    {
        await using var registry = await DockerRegistry.StartAsync();
        string[] packing = compression.Length == 0 ? [] : ["--dest-compress-format", compression, "--dest-compress"];
        await new Command("skopeo", ["copy", "--dest-tls-verify=false", "--format", format, .. packing, First, Skopeo.In(registry, "web", format)]).RunWellAsync();

        var converted = Only(await InspectAsync($"{registry.Host}/web:{format}"));

        var original = Only(await InspectAsync(First));
        Assert.Equal(Packages(original), Packages(converted));
        Assert.Equal(original.Objects("layers").Select(layer => layer.Text("diffId")), converted.Objects("layers").Select(layer => layer.Text("diffId")));
        (await builds.Tool.RunAsync("verify", $"{registry.Host}/web:{format}")).Succeeded();
    }

    [Fact]
    public async Task The_image_that_the_SDK_makes_of_the_project_has_the_same_packages_of_the_application()
    {
        await using var registry = await DockerRegistry.StartAsync();
        using var dotnet = new DotNetBase();
        await dotnet.InitializeAsync();
        var baseImage = await dotnet.PushAsync(registry);
        var project = Path.Combine(builds.FolderOne, "Web", "Web.csproj");

        (await DotNet.RunAsync(builds.FolderOne, [
            "publish", project, "-t:PublishContainer", $"-p:ContainerBaseImage={baseImage}", $"-p:ContainerRegistry={registry.Host}", "-p:ContainerRepository=sdk", "-p:ContainerImageTag=1",
            ], Surroundings.Usual with { Variables = [("DOTNET_CONTAINER_INSECURE_REGISTRIES", registry.Host), ("XDG_CACHE_HOME", _folder["sdk-cache"])] })).Succeeded();

        var image = Only(await InspectAsync($"{registry.Host}/sdk:1"));
        var application = image.Objects("layers").Last();
        Assert.Equal("app", application.Text("kind"));
        Assert.Contains(application.Objects("packages"), package => package.Text("name") == "Microsoft.Data.Sqlite.Core" && package.Text("version") == "10.0.13");
        Assert.Contains(image.Objects("packages"), package => package.Text("name") == "Microsoft.NETCore.App");
        Assert.Contains(image.Objects("packages"), package => package.Text("name") == "libc6");
    }

    [Fact]
    public async Task The_database_of_a_real_dpkg_tells_the_files_and_licences_of_a_package()
    {
        // This machine's own: "dpkg" is on every Debian.
        await new Command("tar", "-C", "/", "-cf", _folder["layer.tar"], "var/lib/dpkg/status", "var/lib/dpkg/info/dpkg.list", "usr/bin/dpkg", "usr/share/doc/dpkg/copyright").RunWellAsync();
        var image = $"{_folder["layout"]}:v1";
        await new Command("umoci", "init", "--layout", _folder["layout"]).RunWellAsync();
        await new Command("umoci", "new", "--image", image).RunWellAsync();
        await new Command("umoci", "raw", "add-layer", "--image", image, "--history.created_by", "/bin/sh -c apt-get install dpkg", _folder["layer.tar"]).RunWellAsync();

        var inspected = Only(await InspectAsync($"oci:{image}"));

        var installed = (await new Command("dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\\n").RunWellAsync()).Output.Split('\n').Where(line => line.EndsWith(" installed", StringComparison.Ordinal)).Select(line => line[..^" installed".Length]);
        Assert.Equal(installed.Distinct().Order(StringComparer.Ordinal), inspected.Objects("packages").Select(package => $"{package.Text("name")} {package.Text("version")}").Order(StringComparer.Ordinal));
        var dpkg = inspected.Objects("packages").Single(package => package.Text("name") == "dpkg");
        Assert.Equal(new FileInfo("/usr/bin/dpkg").Length + new FileInfo("/usr/share/doc/dpkg/copyright").Length, dpkg.Number("size"));
        Assert.Contains("GPL-2+", dpkg["licenses"]!.AsArray().Select(license => (string)license!));
        Assert.Equal("RUN apt-get install dpkg", inspected.Objects("layers").Single().Text("name"));
    }

    [Fact]
    public async Task Compared_with_another_image_the_shared_layers_are_told()
    {
        var image = Only(await InspectAsync(First, "--compare", TwoBuilds.Source(builds.Newer)));

        var shared = image.Objects("layers").Where(layer => (bool)layer["shared"]!).Select(layer => layer.Text("digest")).ToList();
        Assert.Equal(builds.First.Layout.LayerDigests.Intersect(builds.Newer.Layout.LayerDigests), shared);
        Assert.Equal(["10.0.15"], image.Objects("packages").Single(package => package.Text("name") == "Microsoft.Data.Sqlite.Core")["otherVersions"]!.AsArray().Select(version => (string)version!));
        var text = (await builds.Tool.RunAsync("inspect", First, "--compare", TwoBuilds.Source(builds.Newer))).Succeeded().Output;
        Assert.Contains($"{shared.Count} of {builds.First.Layout.LayerDigests.Count} layers are those of oci:", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_platforms_all_are_shown_or_the_one_asked_for()
    {
        var layout = new HandMadeLayout(_folder["layout"]);
        var layer = layout.Layer("application/vnd.oci.image.layer.v1.tar", new byte[1024]);
        string[] diffIds = [HandMadeLayout.Digest(new byte[1024])];
        layout.IndexOf("both", Image("amd64"), Image("arm64"));

        Assert.Equal(["linux/amd64", "linux/arm64"], (await InspectAsync($"oci:{layout.Path}:both")).Objects("images").Select(image => image.Text("platform")));
        Assert.Equal("linux/arm64", Only(await InspectAsync($"oci:{layout.Path}:both", "--platform", "linux/arm64")).Text("platform"));
        Errors.HasCode((await builds.Tool.RunAsync("inspect", $"oci:{layout.Path}:both", "--platform", "linux/s390x")).Failed(), "IB3021");

        JsonObject Image(string architecture) => layout.Image(architecture, new JsonObject { ["architecture"] = architecture, ["os"] = "linux" }, [layer], diffIds);
    }

    [Theory]
    [InlineData("NO_COLOR", "1", false)]
    [InlineData("NO_COLOR", null, true)]
    public async Task Colours_are_for_terminals_and_not_for_those_who_want_none(string name, string? value, bool hasColours)
    {
        // "script" gives the command a terminal of its own.
        var command = await builds.Tool.CommandAsync("inspect", First, "--quick");
        var result = await new Command("script", "-qec", $"{command.File} inspect {First} --quick", "/dev/null") { WorkingDirectory = command.WorkingDirectory, Environment = command.Environment }
            .With((name, value), ("TERM", "xterm-256color"))
            .RunWellAsync();

        // Only what changes colours: .NET itself prepares the keypad of a terminal.
        Assert.Equal(hasColours, Regex.IsMatch(result.Output, "\u001b\\[[0-9;]*m"));
        Assert.Contains("linux/amd64", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<JsonObject> InspectAsync(params string[] arguments) =>
        Documents.Read((await builds.Tool.RunAsync(["inspect", .. arguments, "--output", "json"])).Succeeded(), "inspect");

    private static JsonObject Only(JsonObject document) => document.Objects("images").Single();

    private static IEnumerable<string> Packages(JsonObject image) => image.Objects("packages").Select(package => $"{package.Text("type")} {package.Text("name")} {package.Text("version")} {package.Number("size")}");
}
