using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

public sealed class ArchiveKeyringTests
{
    [Theory]
    [InlineData("debian:13")]
    [InlineData("debian:12")]
    [InlineData("ubuntu:24.04")]
    [InlineData("ubuntu:26.04")]
    public void The_embedded_keys_of_a_distribution_are_those_of_its_vendor_in_the_table_of_the_readme(string id)
    {
        var distribution = Distribution.Parse(id);
        var written = RepositoryFile.Lines("src/ImageBuild/Debian/Keys/README.md")
            .Where(line => line.StartsWith($"| {distribution.Vendor}-archive", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[3..5])
            .Select(cell => cell.Replace(" ", "", StringComparison.Ordinal))
            .Where(cell => cell.Length == 40);
        Assert.NotEmpty(written);
        Assert.Equal(written.Order(StringComparer.Ordinal), ArchiveKeyring.LoadFor(distribution).Fingerprints.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_without_a_key_is_refused()
    {
        foreach (var bytes in (byte[][])[[], "not a key"u8.ToArray(), [0x99, 1, 2, 3]])
            Assert.Equal(ErrorCodes.InvalidPackageSource, Assert.Throws<ImageBuildException>(() => ArchiveKeyring.Load(bytes, "mine.gpg")).Code);
    }
}
