using System.Text;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Debian;

/// <summary>From a list of packages to the files of a layer.</summary>
public sealed class BaseOsAssemblerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imagebuild-debian-").FullName;
    private readonly HttpClient _http = ArchiveHttp.CreateClient();
    private readonly TestArchive _archive = TestArchive.WithDefaultSet();

    public void Dispose()
    {
        _archive.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ContentCache Cache => new(Path.Combine(_folder, "cache"));

    [Fact]
    public async Task The_tree_of_the_default_set()
    {
        var entries = await AssembleAsync(await _archive.ResolveAsync());
        Assert.Equal(File.ReadAllText(RepositoryFile.Path("tests/ImageBuild.Tests/Debian/default-tree.txt")).TrimEnd('\n').Split('\n'), entries.Select(Show));
        Assert.Equal(entries.Select(entry => entry.Path).Distinct().Order(StringComparer.Ordinal), entries.Select(entry => entry.Path));
    }

    [Fact]
    public async Task The_certificate_bundle_is_sorted_and_whole()
    {
        var entries = await AssembleAsync(await _archive.ResolveAsync());
        Assert.Equal("-----A-----\n-----B-----\n", Text(entries, "etc/ssl/certs/ca-certificates.crt"));
    }

    [Fact]
    public async Task Scanners_find_the_packages_and_the_sums_of_files_that_are_there()
    {
        var entries = await AssembleAsync(await _archive.ResolveAsync());
        Assert.StartsWith("Package: libc6\nVersion: 2.41-12\n", Text(entries, "var/lib/dpkg/status.d/libc6"), StringComparison.Ordinal);
        Assert.Equal(["lib/x86_64-linux-gnu/libc.so.6"], Text(entries, "var/lib/dpkg/status.d/libc6.md5sums").TrimEnd('\n').Split('\n').Select(line => line[34..]));
    }

    [Fact]
    public async Task A_second_run_needs_no_network()
    {
        var baseOs = await _archive.ResolveAsync();
        var first = await AssembleAsync(baseOs);
        _archive.Dispose();
        var second = await new BaseOsAssembler(_http, Cache, NullBuildLog.Instance).AssembleAsync(baseOs, [], default);
        Assert.Equal(first.Select(Show), second.Select(Show));
    }

    [Fact]
    public async Task A_damaged_file_in_the_cache_is_fetched_again()
    {
        var baseOs = await _archive.ResolveAsync();
        await AssembleAsync(baseOs);
        var cached = Cache.PathOf(baseOs.Packages[0].Sha256);
        var bytes = await File.ReadAllBytesAsync(cached);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(cached, bytes);
        _archive.Requests.Clear();
        await AssembleAsync(baseOs);
        Assert.Equal([baseOs.Packages[0].Path], _archive.Requests);
    }

    [Theory]
    [InlineData("IB2009", 0)] // the same length, another byte
    [InlineData("IB2009", 1)] // longer
    [InlineData("IB2009", -1)] // shorter
    [InlineData("IB2020", null)] // gone
    public async Task A_package_that_is_not_the_locked_one_is_refused(string code, int? change)
    {
        var baseOs = await _archive.ResolveAsync();
        var path = baseOs.Packages[3].Path;
        var bytes = _archive.Files[path];
        if (change is null)
            _archive.Files.TryRemove(path, out _);
        else
            _archive.Files[path] = change switch { 0 => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)], > 0 => [.. bytes, 0], _ => bytes[..^1] };
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => AssembleAsync(baseOs));
        Assert.Equal(code, error.Code.Id);
        Assert.Null(Cache.Find(new Descriptor("", baseOs.Packages[3].Sha256, baseOs.Packages[3].Size)));
    }

    [Fact]
    public async Task A_package_signed_but_damaged_is_named()
    {
        var baseOs = await _archive.ResolveAsync();
        var noDeb = "no package"u8.ToArray();
        _archive.Files["pool/main/z/bad.deb"] = noDeb;
        var bad = baseOs.Packages[^1] with { Sha256 = Digest.Of(noDeb), Size = noDeb.Length, Path = "pool/main/z/bad.deb" };
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => AssembleAsync(baseOs with { Packages = [bad] }));
        Assert.Equal(ErrorCodes.PackageDamaged, error.Code);
        Assert.Contains("zlib1g 1:1.3.1", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_package_that_vanished_from_the_mirror_comes_from_a_snapshot_of_the_day_after_the_lock()
    {
        var baseOs = await _archive.ResolveAsync();
        var gone = baseOs.Packages[3];
        Assert.True(_archive.Files.TryRemove(gone.Path, out var bytes));
        using var snapshots = new TestArchive();
        snapshots.Files[$"20250615T091544Z/{gone.Path}"] = bytes;
        var sources = _archive.Sources.Select(source => source with { Snapshots = [$"{snapshots.Uri}/@SNAPSHOTID@/"] }).ToList();

        var entries = await AssembleAsync(baseOs, sources);

        Assert.Contains(entries, entry => entry.Path == "usr/lib/x86_64-linux-gnu/libc.so.6");
        Assert.Equal([$"20250615T091544Z/{gone.Path}"], snapshots.Requests);
    }

    [Fact]
    public async Task A_locked_package_that_is_nowhere_is_an_error_that_names_where_it_was_looked_for()
    {
        var baseOs = await _archive.ResolveAsync();
        _archive.Files.TryRemove(baseOs.Packages[3].Path, out _);
        using var snapshots = new TestArchive();
        var sources = _archive.Sources.Select(source => source with { Snapshots = ["http://127.0.0.1:9/out-of-reach", $"{snapshots.Uri}/@SNAPSHOTID@/"] }).ToList();

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => AssembleAsync(baseOs, sources));

        Assert.Equal(ErrorCodes.PackageGone, error.Code);
        Assert.Contains("libc6 2.41-12", error.Cause, StringComparison.Ordinal);
        Assert.Contains($"{_archive.Uri}, http://127.0.0.1:9/out-of-reach, {snapshots.Uri}/20250615T091544Z/", error.Cause, StringComparison.Ordinal);
        Assert.Contains("imagebuild lock update", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_has_another_file_is_refused()
    {
        var baseOs = await _archive.ResolveAsync();
        Assert.True(_archive.Files.TryRemove(baseOs.Packages[3].Path, out var bytes));
        using var snapshots = new TestArchive();
        snapshots.Files[baseOs.Packages[3].Path] = [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => AssembleAsync(baseOs, [.. _archive.Sources.Select(source => source with { Snapshots = [snapshots.Uri.ToString()] })]));
        Assert.Equal(ErrorCodes.PackageSourceInconsistent, error.Code);
    }

    [Fact]
    public async Task The_next_mirror_serves_where_the_first_is_out_of_reach()
    {
        var baseOs = await _archive.ResolveAsync();
        var entries = await AssembleAsync(baseOs, [.. _archive.Sources.Select(source => source with { Uri = new Uri("http://127.0.0.1:9/debian") }), .. _archive.Sources]);
        Assert.NotEmpty(entries);
    }

    [Theory]
    [InlineData("pool/../../x.deb", "libc6")]
    [InlineData("pool/x.deb", "../libc6")]
    public async Task An_edited_lock_cannot_lead_out_of_the_archive_or_the_layer(string path, string name)
    {
        var baseOs = await _archive.ResolveAsync();
        var edited = baseOs with { Packages = [baseOs.Packages[3] with { Path = path, Name = name }] };
        Assert.Equal(ErrorCodes.LockDamaged, (await Assert.ThrowsAsync<ImageBuildException>(() => AssembleAsync(edited))).Code);
    }

    [Fact]
    public async Task The_key_depends_on_the_packages_alone()
    {
        var baseOs = await _archive.ResolveAsync();
        var first = baseOs.Packages[0];
        Assert.Equal(baseOs.Key, (baseOs with { Sources = [], Packages = [.. baseOs.Packages.Reverse()] }).Key);
        Assert.Equal(baseOs.Key, (baseOs with { Packages = [first with { Path = "pool/elsewhere.deb", Suite = "trixie-updates" }, .. baseOs.Packages.Skip(1)] }).Key);
        Assert.NotEqual(baseOs.Key, (baseOs with { Packages = [first with { Sha256 = Digest.Of("") }, .. baseOs.Packages.Skip(1)] }).Key);
        Assert.NotEqual(baseOs.Key, (baseOs with { Packages = [.. baseOs.Packages.Skip(1)] }).Key);
    }

    private static string Text(IReadOnlyList<TarEntry> entries, string path) =>
        Encoding.UTF8.GetString(((FileContent.InMemory)entries.Single(entry => entry.Path == path).Content!).Bytes.Span);

    private static string Show(TarEntry entry)
    {
        var kind = entry.Kind switch { TarEntryKind.Directory => 'd', TarEntryKind.SymbolicLink => 'l', TarEntryKind.HardLink => 'h', _ => '-' };
        var size = entry.Content is { } content ? $" {content.Size}" : "";
        var link = entry.LinkTarget is { } target ? $" -> {target}" : "";
        return $"{kind} {Convert.ToString(entry.Mode, 8).PadLeft(4, '0')} {entry.UserId}:{entry.GroupId} {entry.Path}{link}{size}";
    }

    private Task<IReadOnlyList<TarEntry>> AssembleAsync(LockedBaseOs baseOs, IReadOnlyList<PackageSource>? sources = null) =>
        new BaseOsAssembler(_http, Cache, NullBuildLog.Instance) { Client = TestArchive.Impatient(_http) }.AssembleAsync(baseOs, sources ?? _archive.Sources, default);
}
