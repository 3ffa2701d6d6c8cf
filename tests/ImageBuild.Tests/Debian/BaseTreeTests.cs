using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Debian;

/// <summary>Layers laid on each other, as a container sees them.</summary>
public sealed class BaseTreeTests
{
    [Theory]
    [InlineData("a b/c", ".wh.a", "b b/c")] // a file is gone
    [InlineData("b/c b/d/e", ".wh.b", "")] // a directory with all below it
    [InlineData("b/c b/d/e", "b/.wh.d", "b b/c")]
    [InlineData("b/c b/d/e", "b/.wh..wh..opq b/new", "b b/new")] // all that was in it
    [InlineData("b/c bc", "b/.wh..wh..opq", "b bc")] // but not what only begins alike
    [InlineData("a", ".wh.a a", "a")] // whiteouts are about what lies below
    [InlineData("b/c", "b@x", "b@x")] // a link in place of a directory hides what was in it
    [InlineData("lib@usr/lib usr/lib/x", "lib/y", "lib@usr/lib usr usr/lib usr/lib/x usr/lib/y")] // through a link
    [InlineData("lib@usr/lib usr/lib/x", "lib/.wh.x", "lib@usr/lib usr usr/lib")]
    public void Shows_what_a_container_sees(string lower, string upper, string expected) =>
        Assert.Equal(expected, string.Join(' ', BaseTree.Of([Layer(lower), Layer(upper)]).Entries.Select(entry => entry.Path + (entry.LinkTarget is { } target ? "@" + target : ""))));

    [Theory]
    [InlineData("run@/x x/y", "run/y", "x/y")]
    [InlineData("var/run@../run run/y", "var/run/y", "run/y")]
    [InlineData("a@b b@c c/d", "a/d", "c/d")]
    [InlineData("a@b b@a", "a/d", null)] // circles end somewhere
    [InlineData("a@../../../etc etc/d", "a/d", "etc/d")] // never above the root
    public void Follows_links_on_the_way(string layer, string path, string? expected)
    {
        var resolved = BaseTree.Of(Layer(layer)).Resolve(path);
        if (expected is not null)
            Assert.Equal(expected, resolved);
    }

    [Theory]
    [InlineData("ID=debian\nVERSION_ID=\"12\"\n", "debian:12")]
    [InlineData("VERSION_ID='24.04'\nID=ubuntu\n", "ubuntu:24.04")]
    [InlineData("ID=alpine\nVERSION_ID=3.20\nPRETTY_NAME=\"Alpine Linux v3.20\"\n", null)]
    [InlineData("ID=debian\nVERSION_ID=\"10\"\n", null)]
    public void Tells_the_distribution(string release, string? expected)
    {
        var tree = BaseTree.Of([
            TarEntry.SymbolicLink("etc/os-release", "../usr/lib/os-release"),
            Text("usr/lib/os-release", release),
            Text("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nVersion: 1\n\nPackage: b\nStatus: deinstall ok config-files\nVersion: 1\n"),
            Text("var/lib/dpkg/status.d/c", "Package: c\nVersion: 2\n"),
            Text("var/lib/dpkg/status.d/c.md5sums", "not a control file"),
        ]);
        if (expected is null)
        {
            var error = Assert.Throws<ImageBuildException>(() => DpkgDatabase.Read(tree, "The base image x"));
            Assert.Equal(ErrorCodes.BaseNotDebian, error.Code);
            return;
        }

        var installed = DpkgDatabase.Read(tree, "The base image x");
        Assert.Equal(expected, installed.Distribution.Id);
        Assert.Equal(["a 1", "c 2"], installed.Packages.Select(package => package.ToString()));
    }

    [Fact]
    public void A_base_without_a_package_database_is_refused() =>
        Assert.Equal(ErrorCodes.BaseNotDebian, Assert.Throws<ImageBuildException>(() => DpkgDatabase.Read(BaseTree.Of([Text("etc/os-release", "ID=debian\nVERSION_ID=13\n")]), "x")).Code);

    private static TarEntry Text(string path, string text) => TarEntry.File(path, FileContent.FromBytes(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>"a/b" a file with its directories, "a@b" a link.</summary>
    private static IEnumerable<TarEntry> Layer(string layer) =>
        EntryTree.Complete(layer.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split('@') is [var path, var target]
            ? TarEntry.SymbolicLink(path, target)
            : TarEntry.File(item, FileContent.FromBytes(default))).Where(entry => !entry.Path.StartsWith("lib/", StringComparison.Ordinal)))
        .Concat(layer.Split(' ').Where(item => item.StartsWith("lib/", StringComparison.Ordinal)).Select(path => TarEntry.File(path, FileContent.FromBytes(default))));
}
