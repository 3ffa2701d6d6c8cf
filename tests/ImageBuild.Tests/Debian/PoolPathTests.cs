using ImageBuild.Debian;

namespace ImageBuild.Tests.Debian;

public sealed class PoolPathTests
{
    [Theory]
    [InlineData("pool/main/g/glibc/libc6_2.41-12+deb13u5_amd64.deb", true)]
    [InlineData("pool/updates/main/o/openssl/libssl3t64_3.5.7-1~deb13u3_amd64.deb", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("../x.deb", false)]
    [InlineData("pool/../../x.deb", false)]
    [InlineData("pool/./x.deb", false)]
    [InlineData("pool//x.deb", false)]
    [InlineData("pool/x.deb?y", false)]
    [InlineData("pool/x.deb#y", false)]
    [InlineData("pool\\x.deb", false)]
    [InlineData("pool/x y.deb", false)]
    [InlineData("pool/ü.deb", false)]
    public void Stays_within_the_archive(string? path, bool safe) => Assert.Equal(safe, PoolPath.IsSafe(path));

    [Theory]
    [InlineData("http://m.example.org/debian")]
    [InlineData("http://m.example.org/debian/")]
    public void Is_appended_to_the_archive(string archive) =>
        Assert.Equal("http://m.example.org/debian/pool/a+b~c%25.deb", PoolPath.In(new Uri(archive), "pool/a+b~c%.deb").AbsoluteUri);

    [Theory]
    [InlineData("libc6", true)]
    [InlineData("libstdc++6", true)]
    [InlineData("0ad", true)]
    [InlineData("libgtk2.0-0", true)]
    [InlineData("a", false)]
    [InlineData("Libc6", false)]
    [InlineData("../libc6", false)]
    [InlineData("-x", false)]
    [InlineData("a/b", false)]
    public void Knows_names_of_packages(string name, bool valid) => Assert.Equal(valid, PoolPath.IsPackageName(name));

    [Fact]
    public void An_index_whose_paths_lead_out_is_refused()
    {
        var index = $"Package: evil\nVersion: 1\nArchitecture: amd64\nFilename: ../evil.deb\nSize: 1\nSHA256: {new string('0', 64)}\n";
        Assert.Throws<FormatException>(() => BinaryPackage.ReadIndex(new StringReader(index), "trixie", "amd64").ToList());
    }
}
