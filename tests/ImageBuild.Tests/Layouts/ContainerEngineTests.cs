using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Tests.Images;

namespace ImageBuild.Tests.Layouts;

/// <summary>Loading an image into an engine. The real one is used by the end-to-end tests; here a script shows what it is asked.</summary>
public sealed class ContainerEngineTests : IDisposable
{
    private static readonly Image Image = SmallImage.Create(ContainerEngine.Platform.Architecture, "layer");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_image_is_loaded_as_a_Docker_archive_under_its_plain_names()
    {
        var engine = Engine("case $1 in image) exit 1 ;; load) cat > loaded.tar ;; esac");
        Assert.True(await engine.LoadAsync(ManifestTree.Of(Image), [LayoutName.Local("team/app", "1.0"), LayoutName.Local("team/app", "latest")], default));
        Assert.Equal(["image inspect --format {{.Id}} team/app:1.0 team/app:latest", "load"], File.ReadAllLines(InFolder("calls")));
        var (root, names) = await DockerArchive.Open(InFolder("loaded.tar")).ReadRootAsync("team/app:1.0", default);
        Assert.Equal(Image.Digest, root.Descriptor.Digest);
        Assert.Equal(["team/app:1.0", "team/app:latest"], names);
    }

    [Theory]
    [InlineData(true)] // podman, and Docker's own store
    [InlineData(false)] // Docker with containerd's store
    public async Task An_image_that_is_there_under_all_its_names_is_not_loaded_again(bool byConfig)
    {
        var id = byConfig ? Image.Config.Descriptor.Digest : Image.Digest;
        var engine = Engine($"case $1 in image) echo {id}; echo {id.Hex} ;; load) exit 9 ;; esac");
        Assert.False(await engine.LoadAsync(ManifestTree.Of(Image), [LayoutName.Local("app", "1"), LayoutName.Local("app", "2")], default));
    }

    [Fact]
    public async Task An_engine_that_refuses_is_quoted()
    {
        var engine = Engine("echo 'no space left' >&2; exit 3");
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => engine.LoadAsync(ManifestTree.Of(Image), [LayoutName.Local("app", "1")], default));
        Assert.Equal(ErrorCodes.EngineFailed, error.Code);
        Assert.EndsWith("load' ended with 3: no space left", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_an_error() =>
        Assert.Equal(
            ErrorCodes.EngineMissing,
            (await Assert.ThrowsAsync<ImageBuildException>(() => new ContainerEngine(InFolder("absent")).LoadAsync(ManifestTree.Of(Image), [LayoutName.Local("app", "1")], default))).Code);

    [Fact]
    public void An_index_is_cut_to_one_platform()
    {
        var index = ManifestTree.Of(SmallImage.Index(SmallImage.Create("amd64", "one"), SmallImage.Create("arm64", "two")));
        var image = index.ForPlatform(new("linux", "arm64"));
        Assert.Equal(SmallImage.Create("arm64", "two").Digest, image.Root.Descriptor.Digest);
        Assert.Equal(2, image.Blobs.Count);
        Assert.Equal(ErrorCodes.OnePlatformOnly, Assert.Throws<ImageBuildException>(() => index.ForPlatform(new("linux", "s390x"))).Code);
    }

    private ContainerEngine Engine(string script)
    {
        var file = _folder.File("engine", $"#!/bin/sh\ncd '{_folder.Path}'\necho \"$@\" >> calls\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new ContainerEngine(file);
    }

    private string InFolder(string name) => Path.Combine(_folder.Path, name);
}
