using System.Text;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

/// <summary>From a signed archive to a list of packages, and every break in the chain between them.</summary>
public sealed class BaseOsResolverTests
{
    private static readonly BaseOsRequest Request = new(Distribution.Debian13, new Platform("linux", "amd64"));

    [Fact]
    public async Task Chooses_the_default_set()
    {
        using var archive = TestArchive.WithDefaultSet();
        var baseOs = await archive.ResolveAsync();
        Assert.Equal("debian:13", baseOs.Distribution);
        Assert.Equal(Request.Inputs, baseOs.Inputs);
        Assert.Equal(["trixie", "trixie-updates", "trixie-security"], baseOs.Sources.Select(source => source.Suite));
        Assert.Equal(Digest.Of(archive.Files["dists/trixie/InRelease"]), baseOs.Sources[0].InRelease);
        Assert.Equal(
            ["base-files", "ca-certificates", "gcc-14-base", "libc6", "libgcc-s1", "libicu76", "libssl3t64", "libstdc++6", "libzstd1", "tzdata", "zlib1g"],
            baseOs.Packages.Select(package => package.Name));
        var libc = baseOs.Packages[3];
        Assert.Equal(("2.41-12", "amd64", "trixie", Digest.Of(archive.Files[libc.Path])), (libc.Version, libc.Architecture, libc.Suite, libc.Sha256));
    }

    [Fact]
    public async Task Invariant_globalization_needs_no_icu()
    {
        using var archive = TestArchive.WithDefaultSet();
        var baseOs = await archive.ResolveAsync(Request with { InvariantGlobalization = true });
        Assert.DoesNotContain(baseOs.Packages, package => package.Name.StartsWith("libicu", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_newest_of_all_suites_wins()
    {
        using var archive = TestArchive.WithDefaultSet();
        archive.Add("trixie-security", new TestDeb("libssl3t64", "3.5.7-1+deb13u2").Field("Depends", "libc6"));
        archive.Add("trixie-updates", new TestDeb("tzdata", "2026a-1", "all"), new TestDeb("zlib1g", "1:1.2"));
        archive.Publish();
        var packages = (await archive.ResolveAsync()).Packages.ToDictionary(package => package.Name, package => $"{package.Version} {package.Suite}");
        Assert.Equal("3.5.7-1+deb13u2 trixie-security", packages["libssl3t64"]);
        Assert.Equal("2026a-1 trixie", packages["tzdata"]); // equal versions: the first suite
        Assert.Equal("1:1.3.1 trixie", packages["zlib1g"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    [InlineData(".xz")]
    [InlineData(".zst")]
    public async Task Indexes_may_be_compressed_in_any_way(string suffix)
    {
        using var archive = new TestArchive { IndexSuffix = suffix };
        archive.Add("trixie", TestArchive.DefaultSet());
        archive.Publish();
        Assert.Equal(11, (await archive.ResolveAsync()).Packages.Count);
    }

    [Fact]
    public async Task Indexes_are_fetched_by_hash_and_by_name_where_that_is_missing()
    {
        using var archive = TestArchive.WithDefaultSet();
        await archive.ResolveAsync();
        Assert.DoesNotContain("dists/trixie/main/binary-amd64/Packages.gz", archive.Requests);

        foreach (var path in archive.Files.Keys.Where(path => path.Contains("by-hash", StringComparison.Ordinal)))
            archive.Files.TryRemove(path, out _);
        Assert.Equal(11, (await archive.ResolveAsync()).Packages.Count);
        Assert.Contains("dists/trixie/main/binary-amd64/Packages.gz", archive.Requests);
    }

    [Fact]
    public async Task Missing_updates_are_a_warning()
    {
        using var archive = new TestArchive();
        archive.Add("trixie", TestArchive.DefaultSet());
        archive.Publish();
        var log = new RecordingLog();
        var baseOs = await archive.ResolveAsync(log: log);
        Assert.Equal(["trixie"], baseOs.Sources.Select(source => source.Suite));
        Assert.Equal(2, log.Warnings.Count(warning => warning.StartsWith("IB2017: There is no suite 'trixie-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_next_source_of_a_suite_serves_where_the_first_lacks_it()
    {
        using var empty = new TestArchive();
        using var archive = TestArchive.WithDefaultSet();
        Assert.Equal(11, (await archive.ResolveAsync(sources: [.. empty.Sources, .. archive.Sources])).Packages.Count);
    }

    [Fact]
    public Task A_missing_main_suite_is_an_error() => Fails(ErrorCodes.SuiteMissing, archive => archive.Files.TryRemove("dists/trixie/InRelease", out _));

    [Fact]
    public async Task A_missing_suite_that_was_named_is_an_error()
    {
        using var archive = TestArchive.WithDefaultSet();
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => archive.ResolveAsync(sources: [new(archive.Uri, ["trixie", "extra"], ["main"])]));
        Assert.Equal(ErrorCodes.SuiteMissing, error.Code);
    }

    [Fact]
    public Task A_release_file_without_a_signature_is_not_trusted() =>
        Fails(ErrorCodes.ReleaseNotTrusted, archive => archive.Files["dists/trixie/InRelease"] = "Codename: trixie\n"u8.ToArray());

    [Fact]
    public Task A_changed_release_file_is_not_trusted() =>
        Fails(ErrorCodes.ReleaseNotTrusted, archive => Change(archive, "dists/trixie/InRelease", "Origin: Test", "Origin: Best"));

    [Fact]
    public async Task A_release_file_of_strangers_is_not_trusted()
    {
        using var archive = TestArchive.WithDefaultSet();
        archive.Files["dists/trixie/InRelease"] = TestKey.Sign("Codename: trixie\n", TestKey.Ed25519());
        Assert.Equal(ErrorCodes.ReleaseNotTrusted, (await Assert.ThrowsAsync<ImageBuildException>(() => archive.ResolveAsync())).Code);
    }

    [Fact]
    public Task A_release_file_of_another_suite_is_refused() =>
        Fails(ErrorCodes.ReleaseMismatch, archive => archive.Files["dists/trixie/InRelease"] = archive.Files["dists/trixie-updates/InRelease"]);

    [Fact]
    public Task An_expired_release_file_is_refused() =>
        Fails(ErrorCodes.ReleaseExpired, archive => archive.Publish((_, text) => text.Replace("21 Jun 2025", "14 Jun 2025", StringComparison.Ordinal)));

    [Fact]
    public Task A_release_file_without_our_architecture_is_refused() =>
        Fails(ErrorCodes.IndexMissing, archive => archive.Publish((_, text) => text.Replace("binary-amd64", "binary-s390x", StringComparison.Ordinal)));

    [Fact]
    public Task A_changed_index_is_refused() => Fails(ErrorCodes.PackageSourceInconsistent, archive => ForIndex(archive, bytes => bytes[^9] ^= 1));

    [Fact]
    public Task A_shortened_index_is_refused() => Fails(ErrorCodes.PackageSourceInconsistent, archive => ForIndex(archive, bytes => bytes[..^1]));

    [Fact]
    public Task A_lengthened_index_is_refused() => Fails(ErrorCodes.PackageSourceInconsistent, archive => ForIndex(archive, bytes => [.. bytes, 0]));

    [Fact]
    public Task An_index_that_is_named_but_missing_is_refused() =>
        Fails(ErrorCodes.PackageSourceInconsistent, archive =>
        {
            foreach (var path in archive.Files.Keys.Where(path => path.StartsWith("dists/trixie/main", StringComparison.Ordinal)))
                archive.Files.TryRemove(path, out _);
        });

    [Fact]
    public async Task An_unknown_package_is_named()
    {
        using var archive = TestArchive.WithDefaultSet();
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => archive.ResolveAsync(Request with { AdditionalPackages = [new("libgdiplus")] }));
        Assert.Equal(ErrorCodes.PackageUnknown, error.Code);
        Assert.Contains("libgdiplus", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_files_whose_signature_is_a_file_of_its_own_are_read()
    {
        using var archive = new TestArchive { HasDetachedSignatures = true };
        archive.Add("trixie", TestArchive.DefaultSet());
        archive.Add("trixie-updates");
        archive.Add("trixie-security");
        archive.Publish();
        var baseOs = await archive.ResolveAsync();
        Assert.Equal(11, baseOs.Packages.Count);
        Assert.Equal(Digest.Of(archive.Files["dists/trixie/Release"]), baseOs.Sources[0].InRelease);

        archive.Files.TryRemove("dists/trixie/Release.gpg", out _);
        Assert.Equal(ErrorCodes.ReleaseNotTrusted, (await Assert.ThrowsAsync<ImageBuildException>(() => archive.ResolveAsync())).Code);
    }

    [Fact]
    public async Task A_source_with_keys_of_its_own_is_believed_by_those_alone()
    {
        using var archive = TestArchive.WithDefaultSet();
        using var company = new TestArchive { Key = TestKey.RsaSubkey() };
        company.Add("stable-company", new TestDeb("company-tools").Field("Depends", "libc6"));
        company.Publish();
        var wanted = Request with { AdditionalPackages = [new("company-tools")] };
        var source = new PackageSource(company.Uri, ["stable-company"], ["main"]);

        var baseOs = await archive.ResolveAsync(wanted, [.. archive.Sources, source with { SignedBy = company.Key.Keyring }]);

        Assert.Equal("company-tools", Assert.Single(baseOs.Added).Name);
        Assert.Equal("stable-company", baseOs.Added[0].Suite);
        Assert.Equal(ErrorCodes.ReleaseNotTrusted, (await Assert.ThrowsAsync<ImageBuildException>(() => archive.ResolveAsync(wanted, [.. archive.Sources, source]))).Code);
        IReadOnlyList<PackageSource> swapped = [.. archive.Sources.Select(own => own with { SignedBy = company.Key.Keyring }), source with { SignedBy = company.Key.Keyring }];
        Assert.Equal(ErrorCodes.ReleaseNotTrusted, (await Assert.ThrowsAsync<ImageBuildException>(() => archive.ResolveAsync(wanted, swapped))).Code);
    }

    [Fact]
    public async Task A_mirror_that_serves_an_older_state_than_the_lock_is_refused()
    {
        using var archive = TestArchive.WithDefaultSet();
        var today = await archive.ResolveAsync();
        Assert.Equal(today.Packages, (await archive.ResolveAsync(previous: today)).Packages); // the same state is none
        archive.Publish((_, text) => text.Replace("Date: Sat, 14 Jun 2025 09:15:44", "Date: Sat, 14 Jun 2025 09:15:43", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => archive.ResolveAsync(previous: today));
        Assert.Equal(ErrorCodes.ReleaseRolledBack, error.Code);
        Assert.Contains("2025-06-14 09:15", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_release_file_with_weak_sums_only_is_refused() =>
        Fails(ErrorCodes.ReleaseTooWeak, archive => archive.Publish((_, text) => text.Replace("SHA256:", "MD5Sum:", StringComparison.Ordinal)));

    [Fact]
    public async Task Added_packages_leave_the_default_set_as_it_is_and_say_why_they_are_there()
    {
        using var archive = TestArchive.WithDefaultSet();
        archive.Add("trixie", new TestDeb("libldap2").Field("Depends", "libc6, libsasl2-2 (>= 1)"), new TestDeb("libsasl2-2").Field("Depends", "libssl3t64 | other"), new TestDeb("unrelated"));
        archive.Publish();
        var log = new RecordingLog();

        var plain = await archive.ResolveAsync();
        var baseOs = await archive.ResolveAsync(Request with { AdditionalPackages = [new("libldap2")] }, log: log);

        Assert.Equal(plain.Key, baseOs.Key);
        Assert.Equal(["libldap2: ContainerPackage", "libsasl2-2: libldap2 needs libsasl2-2 (>= 1)"], baseOs.Added.Select(package => $"{package.Name}: {package.Reason}"));
        Assert.Contains("libsasl2-2 1.0: libldap2 needs libsasl2-2 (>= 1)", log.Details);
        Assert.NotEqual(plain.Inputs, baseOs.Inputs);
    }

    [Theory]
    [InlineData("arm64", "arm64", null)]
    [InlineData("armhf", "arm", "v7")]
    public async Task Other_architectures_have_indexes_of_their_own(string name, string architecture, string? variant)
    {
        using var archive = new TestArchive { Architecture = name };
        archive.Add("trixie", [.. TestArchive.DefaultSet(name)]);
        archive.Publish();
        var baseOs = await archive.ResolveAsync(Request with { Platform = new Platform("linux", architecture, variant) });
        Assert.Equal(11, baseOs.Packages.Count);
        Assert.All(baseOs.Packages, package => Assert.Contains(package.Architecture, (string[])[name, "all"]));
    }

    [Fact]
    public async Task Ubuntu_is_resolved_from_its_own_suites_and_components()
    {
        using var archive = new TestArchive { IndexSuffix = ".zst" };
        archive.Add("noble", [.. TestArchive.DefaultSet().Where(deb => deb.Name != "libicu76"), new TestDeb("libicu74") { Suffix = ".zst" }]);
        archive.Publish((_, text) => text.Replace("Suite: noble", "Suite: noble", StringComparison.Ordinal));
        var baseOs = await archive.ResolveAsync(Request with { Distribution = Distribution.Ubuntu2404 }, [new(archive.Uri, ["noble"], ["main"])]);
        Assert.Equal("ubuntu:24.04", baseOs.Distribution);
        Assert.Contains(baseOs.Packages, package => package.Name == "libicu74");
    }

    private static async Task Fails(ErrorCode code, Action<TestArchive> spoil)
    {
        using var archive = TestArchive.WithDefaultSet();
        spoil(archive);
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => archive.ResolveAsync());
        Assert.True(error.Code == code, error.ToString());
    }

    private static void Change(TestArchive archive, string path, string old, string changed) =>
        archive.Files[path] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(archive.Files[path]).Replace(old, changed, StringComparison.Ordinal));

    private static void ForIndex(TestArchive archive, Action<byte[]> change) => ForIndex(archive, bytes =>
    {
        change(bytes);
        return bytes;
    });

    private static void ForIndex(TestArchive archive, Func<byte[], byte[]> change)
    {
        foreach (var path in archive.Files.Keys.Where(path => path.StartsWith("dists/trixie/main", StringComparison.Ordinal)))
            archive.Files[path] = change([.. archive.Files[path]]);
    }
}
