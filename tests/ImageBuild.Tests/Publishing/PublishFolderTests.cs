using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Publishing;

/// <summary>From a publish folder to the files of an image.</summary>
public sealed class PublishFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("App.dll", "App")]
    [InlineData("data/file.txt", "App")]
    [InlineData("appsettings.json", "Configuration")]
    [InlineData("appsettings.Production.json", "Configuration")]
    [InlineData("AppSettings.json", "Configuration")]
    [InlineData("appsettings.txt", "App")]
    [InlineData("data/appsettings.json", "App")] // only those the host reads by itself
    [InlineData("wwwroot/site.css", "StaticWebAsset")]
    [InlineData("wwwrooted/site.css", "App")]
    [InlineData("Known.dll", "Package")]
    [InlineData("wwwroot/_content/known.css", "Package")]
    [InlineData("Domain.dll", "Project")]
    public void What_the_build_knows_of_a_file_and_else_its_place_decides_its_origin(string path, string expected)
    {
        _folder.File(path, "x");
        PublishedFile[] known =
        [
            new("Known.dll", new FileOrigin.Package("Known", "1.0")),
            new("wwwroot/_content/known.css", new FileOrigin.Package("Known", "1.0")),
            new("Domain.dll", new FileOrigin.Package("Domain", "1.0")),
            new("Domain.dll", new FileOrigin.Project()), // the last one is the one that was copied
        ];
        Assert.Equal(expected, Assert.Single(PublishFolder.Read(_folder.Path, "/app", known, "linux-x64")).Origin.GetType().Name);
    }

    [Theory]
    [InlineData("/app", "app/sub/file")]
    [InlineData("/app/", "app/sub/file")]
    [InlineData("/", "sub/file")]
    [InlineData("/srv/my app", "srv/my app/sub/file")]
    public void Files_lie_below_the_folder_in_the_image(string root, string expected)
    {
        _folder.File("sub/file", "x");
        Assert.Equal(expected, Assert.Single(PublishFolder.Read(_folder.Path, root, [], null)).Entry.Path);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("any", true)]
    [InlineData("unix", true)]
    [InlineData("linux-x64", true)]
    [InlineData("win-x64", false)]
    [InlineData("linux-arm64", false)]
    [InlineData("linux-musl-x64", false)]
    [InlineData("osx", false)]
    [InlineData("browser-wasm", false)]
    public void Assets_of_other_platforms_stay_out(string runtimeIdentifier, bool isKept)
    {
        _folder.File("runtimes/rid/native/x", "x");
        PublishedFile[] known = [new("runtimes/rid/native/x", new FileOrigin.Package("P", "1"), RuntimeIdentifier: runtimeIdentifier)];
        Assert.Equal(isKept, PublishFolder.Read(_folder.Path, "/app", known, "linux-x64").Count == 1);
        Assert.Single(PublishFolder.Read(_folder.Path, "/app", known, runtimeIdentifier: null)); // unless asked for
    }

    [Fact]
    public void A_folder_of_the_application_called_runtimes_is_its_own_affair()
    {
        _folder.File("runtimes/win-x64/native/x.dll", "x");
        Assert.Single(Read());
    }

    [Theory]
    [InlineData("App", "\u007fELF", true, false, 0x1ED)]
    [InlineData("App.dll", "MZ", false, false, 0x1A4)]
    [InlineData("start.sh", "#!/bin/sh", true, false, 0x1ED)]
    [InlineData("tool", "#!/bin/sh", false, true, 0x1ED)] // packages: the content decides
    [InlineData("helper", "\u007fELF", false, true, 0x1ED)]
    [InlineData("libx.so", "\u007fELF", true, true, 0x1A4)]
    [InlineData("libx.so.1", "\u007fELF", true, true, 0x1A4)]
    [InlineData("Lib.dll", "MZ", true, true, 0x1A4)]
    [InlineData("empty", "", true, true, 0x1A4)]
    public void Programs_are_executable_whatever_the_umask_was(string name, string content, bool bit, bool fromPackage, int mode)
    {
        var path = _folder.File(name, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, bit ? UnixFileMode.UserRead | UnixFileMode.UserExecute : UnixFileMode.UserRead);
        PublishedFile[] known = fromPackage ? [new(name, new FileOrigin.Package("P", "1"))] : [];
        Assert.Equal(mode, Assert.Single(PublishFolder.Read(_folder.Path, "/app", known, null)).Entry.Mode);
    }

    [Fact]
    public void Links_stay_links_also_to_folders_and_to_nowhere()
    {
        _folder.File("folder/file", "x");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "to-file"), "folder/file");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "to-folder"), "folder");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "to-nowhere"), "missing");
        Assert.Equal(
            ["app/folder/file", "app/to-file -> folder/file", "app/to-folder -> folder", "app/to-nowhere -> missing"],
            Read().Select(file => file.Entry).OrderBy(entry => entry.Path, StringComparer.Ordinal)
                .Select(entry => entry.Kind == TarEntryKind.SymbolicLink ? $"{entry.Path} -> {entry.LinkTarget}" : entry.Path));
    }

    [Fact]
    public void The_list_of_static_web_assets_comes_without_times()
    {
        _folder.File("App.staticwebassets.endpoints.json", """{"Endpoints":[{"ResponseHeaders":[{"Name":"Last-Modified","Value":"Sat, 31 Jan 2026 12:00:00 GMT"}]}]}""");
        using var reader = new StreamReader(Assert.Single(Read()).Entry.Content!.Open());
        Assert.Contains("Thu, 01 Jan 1970 00:00:00 GMT", reader.ReadToEnd(), StringComparison.Ordinal);
    }

    private IReadOnlyList<AppFile> Read() => PublishFolder.Read(_folder.Path, "/app", [], "linux-x64");
}
