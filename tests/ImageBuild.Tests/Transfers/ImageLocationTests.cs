using ImageBuild.Diagnostics;
using ImageBuild.Transfers;

namespace ImageBuild.Tests.Transfers;

public sealed class ImageLocationTests : IDisposable
{
    private const string Digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ghcr.io/team/app:1", "InRegistry", "ghcr.io/team/app:1")]
    [InlineData("app", "InRegistry", "docker.io/library/app")]
    [InlineData("localhost:5000/app", "InRegistry", "localhost:5000/app")]
    [InlineData("oci/app:1", "InRegistry", "docker.io/oci/app:1")]
    [InlineData("oci:folder", "InLayout", "oci:folder")]
    [InlineData("oci:folder:1.0", "InLayout", "oci:folder:1.0")]
    [InlineData("oci:/a/b:c/d", "InLayout", "oci:/a/b:c/d")]
    [InlineData("oci:/a/b:c/d:1", "InLayout", "oci:/a/b:c/d:1")]
    [InlineData(@"oci:C:\layout", "InLayout", @"oci:C:\layout")]
    [InlineData(@"oci:C:\layout:1", "InLayout", @"oci:C:\layout:1")]
    [InlineData("oci:folder@" + Digest, "InLayout", "oci:folder@" + Digest)]
    [InlineData("oci-archive:a.tar", "InOciArchive", "oci-archive:a.tar")]
    [InlineData("oci-archive:a.tar:1.0", "InOciArchive", "oci-archive:a.tar:1.0")]
    [InlineData("docker-archive:a.tar", "InDockerArchive", "docker-archive:a.tar")]
    [InlineData("docker-archive:a.tar:app", "InDockerArchive", "docker-archive:a.tar:app:latest")]
    [InlineData("docker-archive:a.tar:localhost:5000/team/app:1", "InDockerArchive", "docker-archive:a.tar:localhost:5000/team/app:1")]
    [InlineData(@"docker-archive:C:\a.tar:app:1", "InDockerArchive", @"docker-archive:C:\a.tar:app:1")]
    [InlineData("docker-archive:a.tar@" + Digest, "InDockerArchive", "docker-archive:a.tar@" + Digest)]
    public void A_location_is_read_and_written(string text, string kind, string full)
    {
        var location = ImageLocation.Parse(text);
        Assert.Equal((kind, full), (location.GetType().Name, location.ToString()));
        Assert.Equal(location, ImageLocation.Parse(full));
    }

    [Theory]
    [InlineData("", "IB1010")]
    [InlineData("oci:", "IB1010")]
    [InlineData("docker-archive:", "IB1010")]
    [InlineData("docker://ghcr.io/team/app", "IB1010")]
    [InlineData("docker-daemon:app:latest", "IB1010")]
    [InlineData("containers-storage:app", "IB1010")]
    [InlineData("dir:folder", "IB1010")]
    [InlineData("https://ghcr.io/team/app", "IB1010")]
    [InlineData("ghcr.io/Team/app", "IB1011")]
    [InlineData("docker-archive:a.tar:Team/App", "IB1011")]
    public void What_is_no_location_is_refused_with_what_to_write(string text, string code) =>
        Assert.Equal(code, Assert.Throws<ImageBuildException>(() => ImageLocation.Parse(text)).Code.Id);

    [Fact]
    public void A_colon_in_a_path_that_exists_starts_no_tag()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "a:b")).FullName;
        var file = _folder.File("c:d.tar");
        Assert.Equal(new ImageLocation.InLayout(folder, null), ImageLocation.Parse("oci:" + folder));
        Assert.Equal(new ImageLocation.InOciArchive(file, null), ImageLocation.Parse("oci-archive:" + file));
        Assert.Equal(new ImageLocation.InDockerArchive(file, null), ImageLocation.Parse("docker-archive:" + file));
    }

    [Theory]
    [InlineData("oci:base", "oci:/project/base")]
    [InlineData("oci:/base:1", "oci:/base:1")]
    [InlineData("oci-archive:../a.tar:1", "oci-archive:/a.tar:1")]
    [InlineData("docker-archive:a.tar", "docker-archive:/project/a.tar")]
    [InlineData("debian:13", "docker.io/library/debian:13")]
    public void A_relative_path_starts_in_a_folder(string text, string expected) => Assert.Equal(expected, ImageLocation.Parse(text).From("/project").ToString());

    [Fact]
    public void An_engine_is_a_place_to_write_to()
    {
        Assert.Equal("podman", new ImageLocation.InEngine("podman").ToString());
        Assert.Equal("docker:" + Digest, new ImageLocation.InEngine("docker").WithDigest(ImageBuild.Content.Digest.Parse(Digest)).ToString());
    }
}
