using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>What goes wrong around a build ends with one code, and with nothing half-written.</summary>
public sealed class FailureTests(InvalidInputTests.BuiltProject built) : IClassFixture<InvalidInputTests.BuiltProject>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    private string Lock => _folder["imagebuild.lock.json"];

    [Fact]
    public async Task An_archive_that_nobody_signed()
    {
        Directory.CreateDirectory(_folder["archive/dists/trixie"]);
        await File.WriteAllTextAsync(_folder["archive/dists/trixie/InRelease"], "Origin: Debian\nSuite: stable\nCodename: trixie\n");
        using var server = new FolderServer(_folder["archive"]);

        Assert.Equal("IB2005", await FailsAsync(new Surroundings { Variables = [("IMAGEBUILD_DEBIAN_SOURCE", server.Address)] }));
    }

    [Fact]
    public async Task An_archive_that_nobody_answers_for() =>
        Assert.Equal("IB2002", await FailsAsync(new Surroundings { Variables = [("IMAGEBUILD_DEBIAN_SOURCE", $"http://127.0.0.1:{Ports.Free()}/")] }));

    [Fact]
    public async Task A_lock_file_that_is_none()
    {
        await File.WriteAllTextAsync(Lock, "<<<<<<< ours");
        Assert.Equal("IB2050", await FailsAsync());
    }

    [Fact]
    public async Task A_lock_file_of_another_format()
    {
        await File.WriteAllTextAsync(Lock, """{"formatVersion":99}""");
        Assert.Equal("IB2051", await FailsAsync());
    }

    [Fact]
    public async Task A_lock_file_that_does_not_fit_on_a_build_server()
    {
        await File.WriteAllTextAsync(Lock, """{"formatVersion":1,"platforms":[],"baseImages":[]}""");
        Assert.Equal("IB2052", await FailsAsync("-p:ContinuousIntegrationBuild=true"));
    }

    [Fact]
    public async Task No_lock_file_in_locked_mode() =>
        Assert.Equal("IB2053", await FailsAsync("-p:ContainerLockedMode=true"));

    [Theory]
    [InlineData("win-x64")]
    [InlineData("linux-riscv64")]
    [InlineData("linux-musl-x64")]
    public async Task A_platform_that_there_is_no_base_for(string runtimeIdentifier) =>
        Assert.Equal("IB1002", await FailsAsync($"-p:ContainerRuntimeIdentifier={runtimeIdentifier}"));

    [Fact]
    public async Task A_disk_that_is_full()
    {
        var disk = _folder.Folder("disk");
        await new Command("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk).RunWellAsync();
        try
        {
            var publication = await _publisher.PublishAsync(built.Project, disk, "--no-build");

            Assert.Equal("IB5002", Errors.HasCode(publication.Command.Failed()));
            Assert.False(File.Exists(Path.Combine(publication.LayoutPath, "index.json")));
            Assert.DoesNotContain(
                Directory.EnumerateFiles(disk, "*", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith(".tmp-", StringComparison.Ordinal));
        }
        finally
        {
            await new Command("umount", disk).RunWellAsync();
        }
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> FailsAsync(params string[] arguments) => FailsAsync(Surroundings.Usual, arguments);

    private async Task<string> FailsAsync(Surroundings surroundings, params string[] arguments)
    {
        var before = File.Exists(Lock) ? await File.ReadAllTextAsync(Lock) : null;

        var publication = await (_publisher with { Surroundings = surroundings })
            .PublishAsync(built.Project, _folder["out"], ["--no-build", $"-p:ContainerLockFile={Lock}", .. arguments]);

        var code = Errors.HasCode(publication.Command.Failed());
        Assert.False(Directory.Exists(_folder["out"]), "Something was written.");
        Assert.Equal(before, File.Exists(Lock) ? await File.ReadAllTextAsync(Lock) : null);
        return code;
    }
}
