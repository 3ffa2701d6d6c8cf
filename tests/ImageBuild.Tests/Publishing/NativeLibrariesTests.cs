using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Elf;
using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Tar;
using ImageBuild.Tests.Debian;
using ImageBuild.Tests.Elf;

namespace ImageBuild.Tests.Publishing;

/// <summary>What is said at build time about native files that could not be loaded.</summary>
public sealed class NativeLibrariesTests
{
    private readonly LogOfLines _log = new();
    private int _asked;

    [Theory]
    [InlineData("libfoo.so: libc.so.6", null)] // found in the base
    [InlineData("libfoo.so: libc.so.6@GLIBC_2.34", null)]
    [InlineData("libfoo.so: libbar.so|libbar.so: libc.so.6", null)] // found in the application
    [InlineData("libfoo.so: libcairo.so.2", "IB4030: libfoo.so needs libcairo.so.2, which the image does not have. By the rule Debian names packages after, add <ContainerPackage Include=\"libcairo2\" />;")]
    [InlineData("libfoo.so: libc.so.6@GLIBC_2.42", "IB4031: libfoo.so was linked against libc.so.6 with GLIBC_2.42, but debian:13 has at most GLIBC_2.41. ")]
    [InlineData("libfoo.so: libstdc++.so.6@GLIBCXX_9", "IB4031: libfoo.so was linked against libstdc++.so.6 with GLIBCXX_9, but debian:13 has at most GLIBCXX_3.4.33. ")]
    [InlineData("libfoo.so: libc.musl-x86_64.so.1", null)] // for Alpine
    [InlineData("librdkafka.so: libsasl2.so.3|centos8-librdkafka.so: libc.so.6|alpine-librdkafka.so: libc.musl-x86_64.so.1", null)] // one of the builds can be loaded
    [InlineData("librdkafka.so: libsasl2.so.3|centos8-librdkafka.so: libssl.so.10", "IB4030: librdkafka.so needs libsasl2.so.3")]
    [InlineData("libmsalruntime.so: libgtk-3.so.0", null)] // known to be of no use in a service
    [InlineData("libother.so: libnone.so.1 arm64", null)] // for another processor
    [InlineData("Some.dll: libnone.so.1", null)] // not looked at
    public async Task Each_library_that_cannot_be_loaded_gets_one_warning(string files, string? expected)
    {
        await CheckAsync(files);
        if (expected is null)
            Assert.Empty(_log.Warnings);
        else
            Assert.StartsWith(expected, _log.Warnings.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_cannot_start_is_an_error()
    {
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => CheckAsync("App: libcairo.so.2"));
        Assert.Equal(ErrorCodes.NativeLibraryMissing, error.Code);
    }

    [Fact]
    public async Task Nothing_is_asked_of_the_base_where_no_file_is_native()
    {
        await CheckAsync("App: not-native");
        Assert.Equal(0, _asked);
        await CheckAsync("App: libc.so.6");
        Assert.Equal(1, _asked);
    }

    [Theory]
    [InlineData("libcairo.so.2", "libcairo2")]
    [InlineData("libgssapi_krb5.so.2", "libgssapi-krb5-2")]
    [InlineData("libsasl2.so.2", "libsasl2-2")]
    [InlineData("libX11.so.6", "libx11-6")]
    [InlineData("libfontconfig.so.1", "libfontconfig1")]
    [InlineData("libldap-2.5.so.0", "libldap-2.5-0")]
    [InlineData("libgtk-3.so.0", "libgtk-3-0")]
    [InlineData("libgobject-2.0.so.0", "libglib2.0-0")]
    [InlineData("libnss3.so", "libnss3")]
    [InlineData("libodd.so", null)]
    [InlineData("nolib.so.1", null)]
    public void Debians_rule_of_names_tells_the_package(string library, string? package) => Assert.Equal(package, PackageNames.Guess(library));

    [Fact]
    public void Libraries_that_are_known_to_be_optional_are_documented()
    {
        var lines = RepositoryFile.Lines("docs/native-libraries.md");
        Assert.All(NativeLibraries.Optional, pair => Assert.Contains($"| `{pair.Key}` | {pair.Value} |", lines));
    }

    private Task CheckAsync(string files)
    {
        var request = Requests.Platform with { Files = [.. files.Split('|').Select(File)] };
        return NativeLibraries.CheckAsync(
            request,
            () =>
            {
                _asked++;
                return Task.FromResult(LibraryIndex.Parse("libc.so.6 GLIBC_2.2.5 GLIBC_2.34 GLIBC_2.41\nlibstdc++.so.6 GLIBCXX_3.4.9 GLIBCXX_3.4.33\nlibm.so.6\n"));
            },
            _log);
    }

    /// <summary>"name: needed … [arm64]".</summary>
    private static AppFile File(string text)
    {
        var (name, needed) = (text.Split(": ")[0], text.Split(": ")[1].Split(' '));
        var bytes = needed[0] == "not-native" ? new byte[100] : TestElf.Library([needed[0]], machine: needed[^1] == "arm64" ? ElfMachine.Arm64 : ElfMachine.Amd64);
        return new AppFile(TarEntry.File($"app/{name}", FileContent.FromBytes(bytes), 0x1ED), new FileOrigin.App());
    }
}
