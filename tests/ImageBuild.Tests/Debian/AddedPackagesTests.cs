using System.Text;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Debian;

/// <summary>What packages change that are added to a base, and what is said about what they do not.</summary>
public sealed class AddedPackagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = ArchiveHttp.CreateClient();
    private readonly TestArchive _archive = TestArchive.WithDefaultSet();
    private readonly RecordingLog _log = new();

    public void Dispose()
    {
        _archive.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Added_packages_are_a_layer_of_their_own_with_their_records()
    {
        var entries = await AddAsync(new TestDeb("tool").File("./usr/bin/tool", "ELF", 0x1ED).File("./usr/share/doc/tool/copyright", "MIT").File("./usr/share/man/man1/tool.1", "man"));
        Assert.Equal(
            [
                "usr/", "usr/bin/", "usr/bin/tool", "usr/share/", "usr/share/doc/", "usr/share/doc/tool/", "usr/share/doc/tool/copyright", "var/", "var/lib/", "var/lib/dpkg/",
                "var/lib/dpkg/status.d/", "var/lib/dpkg/status.d/tool", "var/lib/dpkg/status.d/tool.md5sums",
            ],
            entries.Select(entry => entry.Path + (entry.Kind == TarEntryKind.Directory ? "/" : "")));
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task Directories_of_the_base_keep_their_owner_and_mode_and_its_links_are_followed()
    {
        var entries = await AddAsync(new TestDeb("tool").Directory("./tmp/").File("./tmp/x", "x").File("./bin/tool", "t").File("./var/run/tool.pid", "1"));
        Assert.Equal(0x3FF, entries.Single(entry => entry.Path == "tmp").Mode);
        Assert.Contains(entries, entry => entry.Path == "usr/bin/tool");
        Assert.Contains(entries, entry => entry.Path == "run/tool.pid");
        Assert.DoesNotContain(entries, entry => entry.Path is "bin" or "var/run");
    }

    [Theory]
    [InlineData("IB2016", "./usr/bin/tool", "one", "./bin/tool", "two")] // the same file by two names
    [InlineData("IB2014", "./opt/a", "a file", "./opt/a/b", "below a file")]
    [InlineData("IB2016", "./usr/lib/x86_64-linux-gnu", "a file", "./opt/b", "where the base has a directory")]
    [InlineData("IB2016", "./usr/lib/os-release/x", "below a file", "./opt/b", "of the base", true)]
    public async Task Packages_that_do_not_go_together_are_refused(string code, string path1, string text1, string path2, string text2, bool asDirectory = false)
    {
        var one = asDirectory ? new TestDeb("tool-one").Directory(Path.GetDirectoryName(path1)! + "/") : new TestDeb("tool-one").File(path1, text1);
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => AddAsync(one, new TestDeb("tool-two").File(path2, text2)));
        Assert.True(error.Code.Id == code, error.Message);
    }

    [Theory]
    [InlineData("tool-one", "two")]
    [InlineData("tool-two", "one")]
    public async Task A_package_may_take_over_a_file_that_it_says_it_replaces(string replaced, string stays)
    {
        var (one, two) = (new TestDeb("tool-one").File("./usr/bin/tool", "one"), new TestDeb("tool-two").File("./usr/bin/tool", "two"));
        (replaced == "tool-one" ? two : one).Field("Replaces", $"{replaced} (<< 2)");
        Assert.Equal(stays, Text(await AddAsync(one, two), "usr/bin/tool"));
    }

    [Theory]
    [InlineData(false, 0x1ED)]
    [InlineData(true, 0x9ED)]
    public async Task Setuid_bits_stay_only_where_they_were_asked_for(bool keep, int mode)
    {
        var entries = await AddAsync([new WantedPackage("ping") { KeepSetuid = keep }], new TestDeb("ping").File("./usr/bin/ping", "ELF", 0x9ED));
        Assert.Equal(mode, entries.Single(entry => entry.Path == "usr/bin/ping").Mode);
    }

    [Fact]
    public async Task Alternatives_are_linked_by_priority()
    {
        var entries = await AddAsync(
            new TestDeb("libblas3").File("./usr/lib/blas/libblas.so.3", "reference").Script("postinst", Script("update-alternatives --install /usr/lib/libblas.so.3 \\\n   libblas.so.3-x86 /usr/lib/blas/libblas.so.3 10")),
            new TestDeb("libopenblas").File("./usr/lib/open/libblas.so.3", "fast").Script("postinst", Script("update-alternatives --quiet --install /usr/lib/libblas.so.3 libblas.so.3-x86 /usr/lib/open/libblas.so.3 100")));
        Assert.Equal("/usr/lib/open/libblas.so.3", entries.Single(entry => entry.Path == "etc/alternatives/libblas.so.3-x86").LinkTarget);
        Assert.Equal("/etc/alternatives/libblas.so.3-x86", entries.Single(entry => entry.Path == "usr/lib/libblas.so.3").LinkTarget);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task Accounts_and_directories_that_are_stated_as_data_are_made()
    {
        var entries = await AddAsync(
            new TestDeb("daemon")
                .File("./usr/lib/sysusers.d/daemon.conf", "#Type Name ID GECOS Home\nu messages - \"Message daemon\" /run/messages\ng extra 60\nm messages extra\nu app 5 - /\n")
                .File("./usr/lib/tmpfiles.d/daemon.conf", "d /run/messages 0750 messages extra - -\nL /run/link - - - - /run/messages\nd /run/%b\nf /run/file\n")
                .Script("postinst", Script("systemd-sysusers daemon.conf\nsystemd-tmpfiles --create daemon.conf")));
        Assert.EndsWith("nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nmessages:x:999:999:Message daemon:/run/messages:/usr/sbin/nologin\n", Text(entries, "etc/passwd"), StringComparison.Ordinal);
        Assert.EndsWith("messages:x:999:\nextra:x:60:messages\n", Text(entries, "etc/group"), StringComparison.Ordinal);
        Assert.EndsWith("messages:!*:::::::\n", Text(entries, "etc/shadow"), StringComparison.Ordinal);
        Assert.Equal(0x1A0, entries.Single(entry => entry.Path == "etc/shadow").Mode);
        var directory = entries.Single(entry => entry.Path == "run/messages");
        Assert.Equal((TarEntryKind.Directory, 0x1E8, 999, 60), (directory.Kind, directory.Mode, directory.UserId, directory.GroupId));
        Assert.Equal("/run/messages", entries.Single(entry => entry.Path == "run/link").LinkTarget);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task Certificates_join_those_of_the_base()
    {
        var entries = await AddAsync(new TestDeb("company-ca", architecture: "all").File("./usr/share/ca-certificates/company/root.crt", "-----C-----"));
        Assert.Equal("-----A-----\n-----B-----\n-----C-----\n", Text(entries, "etc/ssl/certs/ca-certificates.crt"));
        Assert.DoesNotContain(entries, entry => entry.Path == "usr/lib/ssl/certs");
    }

    [Theory]
    [InlineData("postinst", "adduser --system x && chown x: /srv", "adduser (postinst), chown (postinst)")]
    [InlineData("preinst", "mkdir -p /var/lib/x", "mkdir (preinst)")]
    [InlineData("postinst", "update-alternatives --install $link x /usr/x 1", "update-alternatives (postinst)")]
    [InlineData("postinst", "echo yes > /etc/x.conf", "writing /etc/x.conf (postinst)")]
    [InlineData("triggers", "activate-noawait update-initramfs", "trigger update-initramfs")]
    public async Task What_scripts_would_have_done_beyond_that_is_named(string file, string text, string expected)
    {
        await AddAsync(new TestDeb("daemon").Script(file, file == "triggers" ? text : Script(text)));
        var warning = Assert.Single(_log.Warnings);
        Assert.StartsWith($"IB2024: The installation scripts of daemon 1.0 were not run; they could call {expected}. ", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_in_another_language_is_named()
    {
        await AddAsync(new TestDeb("daemon").Script("postinst", "#!/usr/bin/perl\nmkdir '/x';\n"));
        Assert.Contains("a program (postinst)", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!/bin/sh\n", "IB2025: /usr/bin/tool of tool 1.0 is a script for /bin/sh, ")]
    [InlineData("#!/usr/bin/env python3\n", "IB2025: /usr/bin/tool of tool 1.0 is a script for /usr/bin/python3, ")]
    public async Task A_script_without_its_interpreter_is_named(string text, string expected)
    {
        await AddAsync(new TestDeb("tool").File("./usr/bin/tool", text, 0x1ED));
        Assert.StartsWith(expected, Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_with_its_interpreter_is_fine()
    {
        await AddAsync(new TestDeb("dash").File("./bin/dash", "ELF", 0x1ED).Link("./bin/sh", "dash"), new TestDeb("tool").File("./usr/bin/tool", "#!/bin/sh\n", 0x1ED));
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task Libraries_in_a_folder_of_their_own_are_named()
    {
        await AddAsync(new TestDeb("libfoo").File("./etc/ld.so.conf.d/foo.conf", "# comment\n/usr/lib/foo\n").File("./usr/lib/foo/libfoo.so.1", "ELF"));
        Assert.StartsWith("IB2026: libfoo 1.0 has libraries in /usr/lib/foo,", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_with_a_database_of_dpkg_gets_its_database_continued()
    {
        const string Status = "Package: libc6\nStatus: install ok installed\nVersion: 2.41-12\nArchitecture: amd64\n";
        var below = BaseTree.Of([Record("var/lib/dpkg/status", Status), Record("etc/os-release", "ID=debian\nVERSION_ID=\"13\"\n")]);
        var deb = new TestDeb("libfoo") { Suffix = ".xz" }.Field("Multi-Arch", "same").File("./usr/lib/libfoo.so.1", "ELF").File("./etc/foo.conf", "a=b\n").Script("conffiles", "/etc/foo.conf\n");

        var entries = await AddAsync(below, [new("libfoo")], deb);

        Assert.Equal(
            Status + "\nPackage: libfoo\nStatus: install ok installed\nVersion: 1.0\nArchitecture: amd64\nMaintainer: Nobody <nobody@example.org>\nMulti-Arch: same\nDescription: for tests\nConffiles:\n /etc/foo.conf 6a7bdc3e1ec5e3aecb98ba1d8ec5b53d\n".Replace("6a7bdc3e1ec5e3aecb98ba1d8ec5b53d", Md5("a=b\n"), StringComparison.Ordinal),
            Text(entries, "var/lib/dpkg/status"));
        Assert.Equal("/.\n/etc\n/etc/foo.conf\n/usr\n/usr/lib\n/usr/lib/libfoo.so.1\n", Text(entries, "var/lib/dpkg/info/libfoo:amd64.list"));
        Assert.Equal(2, Text(entries, "var/lib/dpkg/info/libfoo:amd64.md5sums").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain(entries, entry => entry.Path.StartsWith("var/lib/dpkg/status.d", StringComparison.Ordinal));
    }

    private static string Script(string text) => $"#!/bin/sh\nset -e\n{text}\n";

    private static TarEntry Record(string path, string text) => TarEntry.File(path, FileContent.FromBytes(Encoding.UTF8.GetBytes(text)));

    private static string Text(IReadOnlyList<TarEntry> entries, string path) =>
        Encoding.UTF8.GetString(((FileContent.InMemory)entries.Single(entry => entry.Path == path).Content!).Bytes.Span);

#pragma warning disable CA5351 // dpkg's sum
    private static string Md5(string text) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private Task<IReadOnlyList<TarEntry>> AddAsync(params TestDeb[] packages) => AddAsync([.. packages.Select(package => new WantedPackage(package.Name))], packages);

    private Task<IReadOnlyList<TarEntry>> AddAsync(WantedPackage[] wanted, params TestDeb[] packages) => AddAsync(null, wanted, packages);

    private async Task<IReadOnlyList<TarEntry>> AddAsync(BaseTree? below, WantedPackage[] wanted, params TestDeb[] packages)
    {
        _archive.Add("trixie", packages);
        _archive.Publish();
        var baseOs = await _archive.ResolveAsync(new BaseOsRequest(Distribution.Debian13, new Platform("linux", "amd64")) { AdditionalPackages = wanted });
        var assembler = new BaseOsAssembler(_http, new ContentCache(Path.Combine(_folder.Path, "cache")), _log) { Client = TestArchive.Impatient(_http) };
        below ??= BaseTree.Of(await assembler.AssembleAsync(baseOs, _archive.Sources, default));
        _log.Warnings.Clear();
        return await assembler.AssembleAddedAsync(baseOs, wanted, below, _archive.Sources, default);
    }
}
