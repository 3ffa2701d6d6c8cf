using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

/// <summary>Where packages come from: named, environment, apt, built-in.</summary>
public sealed class PackageSourcesTests : IDisposable
{
    private readonly string _apt = Directory.CreateTempSubdirectory("imagebuild-apt-").FullName;

    public void Dispose() => Directory.Delete(_apt, recursive: true);

    [Fact]
    public void Without_anything_the_public_mirror_serves() =>
        AssertChoice(Choose(), "built-in", "http://ftp.debian.org/debian trixie trixie-updates", "http://security.debian.org/debian-security trixie-security");

    [Fact]
    public void A_named_source_wins_over_all()
    {
        Write("sources.list", "deb http://mirror.example.org/debian bookworm main\n");
        var choice = Choose("http://env.example.org/debian", PackageSource.Parse("https://repo.example.org/deb", "trixie", "main extra"));
        AssertChoice(choice, "ContainerPackageSource", "https://repo.example.org/deb trixie");
        Assert.Equal(["main", "extra"], choice.Sources[0].Components);
    }

    [Fact]
    public void A_repository_with_other_suites_comes_in_addition()
    {
        var choice = Choose("http://env.example.org/debian", PackageSource.Parse("https://repo.example.org/deb", "stable backports"));
        AssertChoice(
            choice, "IMAGEBUILD_DEBIAN_SOURCE", "http://env.example.org/debian trixie trixie-updates", "http://env.example.org/debian-security trixie-security", "https://repo.example.org/deb stable backports");
    }

    [Theory]
    [InlineData("amd64", "http://archive.ubuntu.com/ubuntu")]
    [InlineData("arm64", "http://ports.ubuntu.com/ubuntu-ports")]
    [InlineData("armhf", "http://ports.ubuntu.com/ubuntu-ports")]
    public void Ubuntu_has_updates_in_one_archive_and_most_architectures_in_another(string architecture, string archive)
    {
        Write("sources.list", "deb http://mirror.example.org/debian bookworm main\ndeb http://mirror.example.org/debian bookworm-security main\n");
        var choice = PackageSources.Choose(Distribution.Ubuntu2404, architecture, [], _ => null, _apt);
        AssertChoice(choice, "built-in", $"{archive} noble noble-updates", $"{archive} noble-security");
        Assert.All(choice.Sources, source => Assert.Equal(["main", "universe"], source.Components));
    }

    [Theory]
    [InlineData("amd64", "apt configuration", "http://mirror.example.org/ubuntu resolute resolute-updates", "http://security.example.org/ubuntu resolute-security")]
    [InlineData("arm64", "built-in", "http://ports.ubuntu.com/ubuntu-ports resolute resolute-updates", "http://ports.ubuntu.com/ubuntu-ports resolute-security")]
    public void An_ubuntu_machines_mirror_serves_its_own_architecture(string architecture, string origin, params string[] expected)
    {
        Write("sources.list.d/ubuntu.sources", """
            Types: deb
            URIs: http://mirror.example.org/ubuntu
            Suites: noble noble-updates
            Components: main universe

            Types: deb
            URIs: http://security.example.org/ubuntu
            Suites: noble-security
            Components: main universe
            """);
        AssertChoice(PackageSources.Choose(Distribution.Ubuntu2604, architecture, [], _ => null, _apt), origin, expected);
        Assert.Equal("built-in", Choose().Origin);
    }

    [Fact]
    public void Old_packages_are_looked_for_in_public_only_where_nobody_named_a_mirror()
    {
        Assert.All(Choose().Sources, source => Assert.Contains(source.Snapshots, snapshot => snapshot.Contains("@SNAPSHOTID@", StringComparison.Ordinal)));
        Assert.All(Choose("http://env.example.org/debian").Sources, source => Assert.Empty(source.Snapshots));
        var named = PackageSource.Parse("http://repo.example.org/debian", snapshots: "http://old.example.org/@SNAPSHOTID@/ http://all.example.org/debian");
        Assert.All(Choose(null, named).Sources, source => Assert.Equal(["http://old.example.org/@SNAPSHOTID@/", "http://all.example.org/debian"], source.Snapshots));
        var byVariable = PackageSources.Choose(Distribution.Debian13, "amd64", [], name => name == "IMAGEBUILD_DEBIAN_SNAPSHOT" ? "http://mine.example.org/debian" : null, _apt);
        Assert.All(byVariable.Sources, source => Assert.Equal(["http://mine.example.org/debian"], source.Snapshots));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("mirror", "", "")]
    [InlineData("http://m.example.org/debian", "/no/such/key.gpg", "")]
    [InlineData("http://m.example.org/debian", "", "old.example.org")]
    public void A_source_that_cannot_be_meant_is_refused(string uri, string key, string snapshot) =>
        Assert.Equal(ErrorCodes.InvalidPackageSource, Assert.Throws<ImageBuildException>(() => PackageSource.Parse(uri, signedBy: key, snapshots: snapshot)).Code);

    [Fact]
    public void A_named_source_without_suites_gets_the_suites_of_the_distribution() =>
        AssertChoice(
            Choose(null, new PackageSource(new Uri("http://repo.example.org/debian/"), [], [])),
            "ContainerPackageSource",
            "http://repo.example.org/debian/ trixie trixie-updates",
            "http://repo.example.org/debian-security trixie-security");

    [Theory]
    [InlineData("http://m.example.org/debian", "http://m.example.org/debian trixie trixie-updates", "http://m.example.org/debian-security trixie-security")]
    [InlineData("http://m.example.org/debian http://s.example.org/debian-security/", "http://m.example.org/debian trixie trixie-updates", "http://s.example.org/debian-security/ trixie-security")]
    [InlineData("https://m.example.org/all/", "https://m.example.org/all/ trixie trixie-updates", "https://m.example.org/all/ trixie-security")]
    public void The_environment_names_one_or_more_addresses(string variable, params string[] expected)
    {
        Write("sources.list", "deb http://mirror.example.org/debian bookworm main\n");
        AssertChoice(Choose(variable), "IMAGEBUILD_DEBIAN_SOURCE", expected);
    }

    [Theory]
    [InlineData("mirror.example.org")]
    [InlineData("ftp://mirror.example.org/debian")]
    public void The_environment_must_name_addresses(string variable) =>
        Assert.Equal(ErrorCodes.InvalidPackageSource, Assert.Throws<ImageBuildException>(() => Choose(variable)).Code);

    [Fact]
    public void The_mirror_of_sources_list_serves_our_suites()
    {
        Write("sources.list", """
            # deb http://old.example.org/debian bookworm main
            deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] http://mirror.example.org/debian bookworm main contrib # comment
            deb http://mirror.example.org/debian bookworm-updates main
            deb-src http://source.example.org/debian bookworm main
            deb http://security.example.org/debian-security bookworm-security main
            """);
        AssertChoice(Choose(), "apt configuration", "http://mirror.example.org/debian trixie trixie-updates", "http://security.example.org/debian-security trixie-security");
    }

    [Fact]
    public void The_mirror_of_a_sources_file_serves_our_suites()
    {
        Write("sources.list.d/debian.sources", """
            Types: deb deb-src
            URIs: http://mirror.example.org/debian
            Suites: trixie trixie-updates
            Components: main
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .

            Types: deb
            # a comment within
            URIs: http://mirror.example.org/debian-security/
            Suites: trixie-security
            Components: main

            Enabled: no
            Types: deb
            URIs: http://off.example.org/debian
            Suites: trixie
            Components: main
            """);
        AssertChoice(Choose(), "apt configuration", "http://mirror.example.org/debian trixie trixie-updates", "http://mirror.example.org/debian-security/ trixie-security");
    }

    [Fact]
    public void A_mirror_under_another_name_is_known_by_its_updates_or_its_key()
    {
        Write("sources.list.d/a.list", "deb https://nexus.example.org/repository/deb bookworm main\ndeb https://nexus.example.org/repository/deb bookworm-updates main\n");
        Write("sources.list.d/b.sources", "Types: deb\nURIs: https://nexus.example.org/repository/sec\nSuites: bookworm-security\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n");
        AssertChoice(Choose(), "apt configuration", "https://nexus.example.org/repository/deb trixie trixie-updates", "https://nexus.example.org/repository/sec trixie-security");
    }

    [Theory]
    [InlineData("deb https://packages.example.com/linux/debian bookworm stable")] // no component main
    [InlineData("deb https://packages.example.com/debian/12/prod bookworm main")] // no mirror of the archive
    [InlineData("deb https://packages.example.com/debian mytool main")] // no release of Debian
    [InlineData("deb http://archive.example.com/ubuntu noble main universe")]
    [InlineData("deb cdrom:[Debian]/ bookworm main")]
    [InlineData("deb file:/srv/debian bookworm main")]
    [InlineData("deb http://mirror.example.org/debian ./")]
    public void Other_entries_are_passed_over(string line)
    {
        Write("sources.list", line + "\n");
        Assert.Equal("built-in", Choose().Origin);
    }

    [Fact]
    public void Broken_files_are_passed_over()
    {
        Write("sources.list.d/broken.sources", "this is not\n a paragraph\n");
        Write("sources.list.d/ignored.txt", "deb http://ignored.example.org/debian trixie main\n");
        Assert.Equal("built-in", Choose().Origin);
    }

    [Fact]
    public void Passwords_are_not_shown() =>
        Assert.Equal("https://mirror.example.org/debian", new PackageSource(new Uri("https://user:secret@mirror.example.org/debian?token=1"), [], []).Display);

    private static void AssertChoice(PackageSourceChoice choice, string origin, params string[] sources)
    {
        Assert.Equal(origin, choice.Origin);
        Assert.Equal(sources, choice.Sources.Select(source => $"{source.Uri.OriginalString} {string.Join(' ', source.Suites)}"));
    }

    private PackageSourceChoice Choose(string? variable = null, params PackageSource[] named) =>
        PackageSources.Choose(Distribution.Debian13, "amd64", named, name => name == "IMAGEBUILD_DEBIAN_SOURCE" ? variable : null, _apt);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_apt, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
