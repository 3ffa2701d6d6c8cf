using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>Packages of the distribution: those of the base, and those that ContainerPackage items add.</summary>
public sealed class ContainerPackageTests : IDisposable
{
    /// <summary>Calls a library that is in no NuGet package.</summary>
    private const string Program = """
        using System.Runtime.InteropServices;
        Console.WriteLine("SQLite " + Marshal.PtrToStringUTF8(Native.sqlite3_libversion()));
        static class Native { [DllImport("libsqlite3.so.0")] public static extern IntPtr sqlite3_libversion(); }
        """;

    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task A_library_from_a_package_is_found_and_base_and_lock_are_what_they_were()
    {
        var plain = (await _publisher.PublishAsync(TestProject.Console(_folder.Path, "Plain").WithImageBuild().File, _folder["plain"])).Succeeded();
        var project = Project().Item("""<ContainerPackage Include="libsqlite3-0" />""");

        var publication = (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded();

        var result = await ImageRunner.RunAsync(publication.LayoutPath, publication.Layout.Tag);
        Assert.StartsWith("SQLite 3.", result.Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(plain.Result.Layers[0].Digest, publication.Result.Layers[0].Digest);
        Assert.Contains("var/lib/dpkg/status.d/libsqlite3-0", publication.Layout.Files());
        EveryFileIsThePackages(publication);

        // With lock and cache no source is needed: this one answers nobody.
        var offline = project.Item("""<ContainerPackageSource Include="http://127.0.0.1:9/debian" />""");
        var again = (await _publisher.PublishAsync(offline.File, _folder["again"], "-p:ContainerLockedMode=true")).Succeeded();
        Assert.Equal(publication.Result.Digest, again.Result.Digest);
    }

    [Fact]
    public async Task A_package_that_is_not_there_and_a_lock_that_lacks_one_are_errors()
    {
        var project = Project().Item("""<ContainerPackage Include="no-such-package" />""");
        Errors.HasCode((await _publisher.PublishAsync(project.File, _folder["out"])).Command.Failed(), "IB2010");
    }

    [Fact]
    public async Task Debian_12_runs_and_its_files_are_those_of_its_packages()
    {
        var project = TestProject.Web(_folder.Path).WithImageBuild().Property("ContainerDistribution", "debian:12");
        var publication = (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded();

        EveryFileIsThePackages(publication);
        Assert.DoesNotContain(publication.Layout.Files(), path => path.StartsWith("lib/", StringComparison.Ordinal));
        await using var image = await ImageRunner.StartAsync(publication.LayoutPath, publication.Layout.Tag);
        Assert.Equal("09:00:00", (await image.GetAsync("/time?zone=Asia/Tokyo")).Body);
        Assert.Equal("1\u00a0234,5", (await image.GetAsync("/culture?name=pl-PL")).Body);
    }

    [Fact]
    public async Task Arm64_is_made_on_any_machine_and_all_its_native_files_are_for_arm64()
    {
        var project = Project().Item("""<ContainerPackage Include="libsqlite3-0" />""");
        var publication = (await _publisher.PublishAsync(project.File, _folder["out"], "-p:ContainerRuntimeIdentifier=linux-arm64")).Succeeded();

        EveryFileIsThePackages(publication);
        var files = LayeredFiles.Of(publication.Layout);
        var native = files.Paths.Where(path => path.StartsWith("usr/lib/", StringComparison.Ordinal)).Select(files.Read).Where(bytes => bytes.AsSpan().StartsWith("\u007fELF"u8)).ToList();
        Assert.True(native.Count > 10);
        Assert.All(native, bytes => Assert.Equal(183, bytes[18]));
    }

    [Fact]
    public async Task A_pulled_Debian_base_gets_what_it_lacks_and_dpkg_knows_it()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var baseImage = await PushDebianAsync(registry);
        var project = Project()
            .Property("SelfContained", "true").Property("RuntimeIdentifier", "linux-x64").Property("InvariantGlobalization", "true")
            .Property("ContainerBaseImage", baseImage)
            .Item("""<ContainerPackage Include="libsqlite3-0;libstdc++6;libc6" />""");

        var publication = (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded();

        Assert.StartsWith("SQLite 3.", (await ImageRunner.RunAsync(publication.LayoutPath, publication.Layout.Tag)).Succeeded().Output, StringComparison.Ordinal);
        var bundle = _folder["bundle"];
        await Umoci.UnpackAsync(publication.LayoutPath, publication.Layout.Tag, bundle);
        var root = Path.Combine(bundle, "rootfs");
        var listed = await new Command("chroot", root, "dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\\n").RunWellAsync();
        Assert.Contains("ii  libsqlite3-0\n", listed.Output, StringComparison.Ordinal);
        Assert.Contains("ii  libc6\n", listed.Output, StringComparison.Ordinal);
        Assert.Contains("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0\n", (await new Command("chroot", root, "dpkg", "-L", "libsqlite3-0").RunWellAsync()).Output, StringComparison.Ordinal);
        Assert.Equal("", (await new Command("chroot", root, "dpkg", "--verify", "libsqlite3-0").RunWellAsync()).Output);
        var added = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(project.Folder, "imagebuild.lock.json")))!["platforms"]![0]!["baseOs"]!["added"]!.AsArray();
        Assert.Contains(added, package => (string?)package!["name"] == "libsqlite3-0");
        Assert.DoesNotContain(added, package => (string?)package!["name"] == "libc6"); // the base has it

        // With lock and cache the base's layers are not asked for again.
        var before = await registry.RequestsAsync();
        Assert.Equal(publication.Result.Digest, (await _publisher.PublishAsync(project.File, _folder["again"], $"-p:ContainerLayoutPath={publication.LayoutPath}")).Succeeded().Result.Digest);
        Assert.DoesNotContain((await registry.RequestsAsync()).Skip(before.Count), request => request.Path.Contains(publication.Layout.LayerDigests[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_tool_writes_updates_and_shows_the_lock_without_a_publish()
    {
        var tool = await InstalledTool.InstallAsync(_folder["tool"]);
        var project = TestProject.Console(_folder.Path).WithImageBuild().Item("""<ContainerPackage Include="libldap2" />""");
        string[] cache = ["--", $"-p:ContainerCacheDirectory={WarmCache.Path}"];

        var first = (await tool.Command(project.Folder, ["lock", .. cache]).RunAsync()).Succeeded();

        Assert.Contains("libldap2", first.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(project.Folder, "bin", "Release", "net10.0", "publish")));
        var file = Path.Combine(project.Folder, "imagebuild.lock.json");
        var written = await File.ReadAllTextAsync(file);
        Assert.Contains("Microsoft.NETCore.App.Runtime.linux-x64", written, StringComparison.Ordinal);
        (await _publisher.PublishAsync(project.File, _folder["out"], "-p:ContainerLockedMode=true")).Succeeded();

        var shown = (await tool.Command(project.Folder, "lock", "show").RunAsync()).Succeeded();
        Assert.Matches(@"added +libsasl2-2 .* libldap2 needs libsasl2-2 \(>= ", shown.Output);
        Assert.Equal(written, (await tool.Command(project.Folder, "lock", "show", "--output", "json").RunAsync()).Succeeded().Output);

        // As if the lock were of last week.
        await File.WriteAllTextAsync(file, written.Replace("\"name\": \"libldap2\",\n            \"version\": \"", "\"name\": \"libldap2\",\n            \"version\": \"0.", StringComparison.Ordinal)
            .Replace(Hash(written, "libldap2"), new string('0', 64), StringComparison.Ordinal));
        var old = await File.ReadAllTextAsync(file);
        var dry = (await tool.Command(project.Folder, ["lock", "update", "--dry-run", .. cache]).RunAsync()).Succeeded();
        Assert.Matches(@"libldap2 +0\.2\.\S+ → 2\.\S+ +\+0\.0 kB", dry.Output);
        Assert.Equal(old, await File.ReadAllTextAsync(file));
        (await tool.Command(project.Folder, ["lock", "update", .. cache]).RunAsync()).Succeeded();
        Assert.Equal(written, await File.ReadAllTextAsync(file));
    }

    public void Dispose() => _folder.Dispose();

    private static string Hash(string text, string package)
    {
        var baseOs = JsonNode.Parse(text)!["platforms"]![0]!["baseOs"]!;
        return ((string)baseOs["added"]!.AsArray().Single(added => (string?)added!["name"] == package)!["sha256"]!)["sha256:".Length..];
    }

    private TestProject Project() => TestProject.Console(_folder.Path).WithImageBuild().Containing("Program.cs", Program);

    /// <summary>As debsums does it: the sums in the packages' own lists are those of the files.</summary>
    private static void EveryFileIsThePackages(Publication publication)
    {
        var files = LayeredFiles.Of(publication.Layout);
        var checkedFiles = 0;
        foreach (var line in files.Paths.Where(path => path.StartsWith("var/lib/dpkg/status.d/", StringComparison.Ordinal) && path.EndsWith(".md5sums", StringComparison.Ordinal)).SelectMany(list => files.ReadText(list).Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            var path = line[34..];
            var bytes = files.Find(path);
            Assert.True(bytes is not null, $"{path} is listed but not there.");
#pragma warning disable CA5351 // the sum that packages have
            Assert.True(line[..32] == Convert.ToHexStringLower(MD5.HashData(bytes)), $"{path} is not the package's.");
#pragma warning restore CA5351
            checkedFiles++;
        }

        Assert.True(checkedFiles > 100);
    }

    /// <summary>A real Debian 12 with its essential packages and nothing else, made by Debian's own tool.</summary>
    private async Task<string> PushDebianAsync(DockerRegistry registry)
    {
        await new Command("mmdebstrap", "--quiet", "--variant=essential", "--aptopt=Acquire::Languages \"none\"", "bookworm", _folder["rootfs.tar"]).RunWellAsync();
        var bytes = await File.ReadAllBytesAsync(_folder["rootfs.tar"]);
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
        var layout = new HandMadeLayout(_folder["base"]);
        File.Move(_folder["rootfs.tar"], Path.Combine([layout.Path, "blobs", .. digest.Split(':')]));
        layout.Image(
            "base",
            new JsonObject { ["architecture"] = "amd64", ["os"] = "linux", ["config"] = new JsonObject { ["Env"] = new JsonArray("PATH=/usr/sbin:/usr/bin:/sbin:/bin") } },
            [new JsonObject { ["mediaType"] = "application/vnd.oci.image.layer.v1.tar", ["digest"] = digest, ["size"] = bytes.Length }],
            [digest]);
        await new Command("skopeo", "copy", "--dest-tls-verify=false", $"oci:{layout.Path}:base", Skopeo.In(registry, "debian", "12")).RunWellAsync();
        return $"{registry.Host}/debian:12";
    }
}
