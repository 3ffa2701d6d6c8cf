using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

public sealed class ArchiveKeyringTests
{
    [Fact]
    public void The_embedded_keys_are_those_of_the_table_in_the_readme()
    {
        var written = RepositoryFile.Lines("src/ImageBuild/Debian/Keys/README.md")
            .Where(line => line.StartsWith("| debian-archive", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[3..5])
            .Select(cell => cell.Replace(" ", "", StringComparison.Ordinal))
            .Where(cell => cell.Length == 40);
        Assert.Equal(written.Order(StringComparer.Ordinal), ArchiveKeyring.LoadDebian().Fingerprints.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_without_a_key_is_refused()
    {
        foreach (var bytes in (byte[][])[[], "not a key"u8.ToArray(), [0x99, 1, 2, 3]])
            Assert.Equal(ErrorCodes.InvalidPackageSource, Assert.Throws<ImageBuildException>(() => ArchiveKeyring.Load(bytes, "mine.gpg")).Code);
    }
}
