using ImageBuild.Diagnostics;
using ImageBuild.Registries;

namespace ImageBuild.Tests.Registries;

public class ImageReferenceTests
{
    private const string Hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("debian", "docker.io/library/debian")]
    [InlineData("debian:13", "docker.io/library/debian:13")]
    [InlineData("team/app", "docker.io/team/app")]
    [InlineData("docker.io/debian", "docker.io/library/debian")]
    [InlineData("index.docker.io/team/app:v1", "docker.io/team/app:v1")]
    [InlineData("registry-1.docker.io/debian", "docker.io/library/debian")]
    [InlineData("localhost/app", "localhost/app")]
    [InlineData("localhost:5000/app:v1", "localhost:5000/app:v1")]
    [InlineData("127.0.0.1:5000/a/b/c", "127.0.0.1:5000/a/b/c")]
    [InlineData("[::1]:5000/app:v1", "[::1]:5000/app:v1")]
    [InlineData("[2001:db8::1]/app", "[2001:db8::1]/app")]
    [InlineData("Registry.Example.com/app", "registry.example.com/app")]
    [InlineData("MYHOST/app", "myhost/app")]
    [InlineData("ghcr.io/o/a__b/c-d---e.f:V1_2.3-x", "ghcr.io/o/a__b/c-d---e.f:V1_2.3-x")]
    [InlineData("ghcr.io/o/a@" + Hash, "ghcr.io/o/a@" + Hash)]
    [InlineData("ghcr.io/o/a:v1@" + Hash, "ghcr.io/o/a:v1@" + Hash)]
    public void A_reference_is_read_and_written_in_full(string text, string full) => Assert.Equal(full, ImageReference.Parse(text).ToString());

    [Theory]
    [InlineData("", "IB1010")]
    [InlineData("https://ghcr.io/o/a", "IB1010")]
    [InlineData("ghcr.io/Team/app", "IB1011")]
    [InlineData("ghcr.io/team//app", "IB1011")]
    [InlineData("ghcr.io/team/", "IB1011")]
    [InlineData("ghcr.io/a___b", "IB1011")]
    [InlineData("ghcr.io/-a", "IB1011")]
    [InlineData("ghcr.io/a..b", "IB1011")]
    [InlineData("ghcr.io/a b", "IB1011")]
    [InlineData("ghcr.io/a:", "IB1012")]
    [InlineData("ghcr.io/a:.x", "IB1012")]
    [InlineData("ghcr.io/a:x y", "IB1012")]
    [InlineData("ghcr.io/a:x\n", "IB1012")]
    [InlineData("ghcr.io:99999/a", "IB1013")]
    [InlineData("ghcr.io:0/a", "IB1013")]
    [InlineData("[::zz]/a", "IB1013")]
    [InlineData("user@ghcr.io/a", "IB1001")]
    [InlineData("ghcr.io/a@sha256:123", "IB1001")]
    public void A_wrong_reference_is_refused_with_the_code_of_the_part_that_is_wrong(string text, string code)
    {
        Assert.Equal(code, Assert.Throws<ImageBuildException>(() => ImageReference.Parse(text)).Code.Id);
        Assert.False(ImageReference.TryParse(text, out _));
    }

    [Fact]
    public void A_tag_may_have_128_characters_and_not_129()
    {
        Assert.Equal(128, ImageReference.Parse("ghcr.io/a:" + new string('x', 128)).Tag!.Length);
        Assert.Contains("129", Assert.Throws<ImageBuildException>(() => ImageReference.Parse("ghcr.io/a:" + new string('x', 129))).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_and_repository_together_may_have_255_characters()
    {
        Assert.Equal(255, ImageReference.Parse("ghcr.io/" + new string('a', 247)).ToString().Length);
        Assert.Throws<ImageBuildException>(() => ImageReference.Parse("ghcr.io/" + new string('a', 248)));
    }

    [Theory]
    [InlineData("debian", "latest")]
    [InlineData("debian:13", "13")]
    [InlineData("debian:13@" + Hash, Hash)]
    public void The_digest_decides_then_the_tag_then_latest(string text, string identifier) =>
        Assert.Equal(identifier, ImageReference.Parse(text).Identifier);
}
