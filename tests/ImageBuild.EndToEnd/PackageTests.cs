using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>The packages themselves. Two packs of a commit are the same bytes: these tests hold what used to make them differ.</summary>
public sealed class PackageTests
{
    [Fact]
    public void No_package_says_when_it_was_packed()
    {
        var times = Packages().SelectMany(package => package.Entries.Select(entry => entry.LastWriteTime.DateTime)).Distinct();

        Assert.Single(times); // that of the commit
    }

    [Fact]
    public void No_package_says_where_it_was_packed()
    {
        var here = Encoding.UTF8.GetBytes(Repository.Root + "/");
        Assert.All(Packages(), package => Assert.All(package.Entries, entry => Assert.True(Bytes(entry).AsSpan().IndexOf(here) < 0, $"{entry.FullName} names {Repository.Root}.")));
    }

    [Fact]
    public void Every_package_has_a_readme_an_icon_and_a_licence()
    {
        Assert.All(Packages(), package =>
        {
            using var nuspec = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            var metadata = XDocument.Load(nuspec).Root!.Elements().First();
            foreach (var named in new[] { "readme", "icon" })
                Assert.NotEmpty(Bytes(package.GetEntry(Value(named))!));
            Assert.Equal("expression", metadata.Elements().Single(element => element.Name.LocalName == "license").Attribute("type")!.Value);

            string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        });
    }

    private static IReadOnlyList<ZipArchive> Packages()
    {
        IReadOnlyList<ZipArchive> packages = [.. PackedPackages.Files.Select(file => new ZipArchive(new MemoryStream(File.ReadAllBytes(file))))];
        Assert.Equal(4, packages.Count);
        return packages;
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
