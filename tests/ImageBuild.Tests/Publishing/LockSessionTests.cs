using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Locking;
using ImageBuild.Publishing;
using ImageBuild.Tests.Frameworks;

namespace ImageBuild.Tests.Publishing;

/// <summary>When the lock is obeyed, when it is written, and when a build stops because of it.</summary>
public sealed class LockSessionTests : IDisposable
{
    private static readonly Platform Amd64 = new("linux", "amd64");
    private static readonly BaseOsRequest Wanted = new(Distribution.Debian13, Amd64) { InvariantGlobalization = true };
    private static readonly BaseOsRequest WithIcu = Wanted with { InvariantGlobalization = false };
    private readonly TemporaryFolder _folder = new();
    private readonly LogOfLines _log = new();
    private int _resolved;

    public void Dispose() => _folder.Dispose();

    private string LockPath => Path.Combine(_folder.Path, ImageLock.FileName);

    [Fact]
    public async Task The_first_publish_resolves_and_writes_the_lock_and_the_next_one_obeys_it()
    {
        var first = await PublishAsync(Wanted);
        var bytes = File.ReadAllBytes(LockPath);
        var second = await PublishAsync(Wanted, locked: true, continuousIntegration: true);
        Assert.Equal(1, _resolved);
        Assert.Equal(first.Key, second.Key);
        Assert.Equal(bytes, File.ReadAllBytes(LockPath));
        Assert.StartsWith("  wrote   ", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task A_missing_lock_is_an_error_in_locked_mode()
    {
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PublishAsync(Wanted, locked: true));
        Assert.Equal((ErrorCodes.LockMissing, 0), (error.Code, _resolved));
        Assert.False(File.Exists(LockPath));
    }

    [Fact]
    public async Task A_missing_lock_is_a_warning_in_CI()
    {
        await PublishAsync(Wanted, continuousIntegration: true);
        Assert.StartsWith("IB2053: ", Assert.Single(_log.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, _resolved);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_stale_lock_is_an_error_where_nobody_would_commit_the_change(bool locked, bool continuousIntegration)
    {
        await PublishAsync(Wanted);
        var bytes = File.ReadAllBytes(LockPath);
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PublishAsync(WithIcu, locked, continuousIntegration));
        Assert.Equal((ErrorCodes.LockStale, 1), (error.Code, _resolved));
        Assert.Equal($"'{LockPath}' lacks libicu76 for linux/amd64.", error.Cause);
        Assert.Equal(bytes, File.ReadAllBytes(LockPath));
    }

    [Fact]
    public async Task A_stale_lock_is_renewed_on_a_developers_machine_and_says_why()
    {
        await PublishAsync(Wanted);
        _log.Lines.Clear();
        await PublishAsync(WithIcu);
        Assert.Equal(2, _resolved);
        Assert.Equal([$"  '{LockPath}' lacks libicu76 for linux/amd64; looking for the newest packages.", $"  updated   {LockPath}: commit it, so that every build takes the same packages."], _log.Lines);
        await PublishAsync(WithIcu, locked: true);
        Assert.Equal(2, _resolved);
    }

    [Fact]
    public async Task A_platform_the_lock_does_not_hold_yet_is_added_and_the_others_stay()
    {
        var arm64 = Wanted with { Platform = new Platform("linux", "arm64") };
        await PublishAsync(Wanted);
        await PublishAsync(arm64);
        await PublishAsync(Wanted, locked: true);
        await PublishAsync(arm64, locked: true);
        Assert.Equal(2, _resolved);
    }

    [Fact]
    public async Task A_damaged_lock_is_an_error_and_stays_as_it_is()
    {
        File.WriteAllText(LockPath, "<<<<<<< HEAD");
        Assert.Equal(ErrorCodes.LockDamaged, (await Assert.ThrowsAsync<ImageBuildException>(() => PublishAsync(Wanted))).Code);
        Assert.Equal("<<<<<<< HEAD", File.ReadAllText(LockPath));
    }

    [Fact]
    public async Task A_build_that_fails_later_leaves_no_lock()
    {
        await Open(new LockRequest(LockPath, false, false)).BaseOsAsync(Wanted, Resolve);
        Assert.False(File.Exists(LockPath));
    }

    [Fact]
    public async Task Runtime_packs_are_locked_with_their_hash()
    {
        await PublishAsync(Wanted, packs: [FakeRuntimePack.Create(_folder)]);
        await PublishAsync(Wanted, locked: true, packs: [FakeRuntimePack.Create(_folder)]);
        var known = Assert.Single(ImageLockFile.Read(LockPath)!.GetRuntimePacks(Amd64));
        Assert.Equal(new RuntimePackLock("Microsoft.NETCore.App.Runtime.linux-x64", "10.0.1", "linux-x64", "aGFzaA=="), known);
    }

    [Fact]
    public async Task A_runtime_pack_of_the_locked_version_with_another_hash_is_an_error_everywhere()
    {
        await PublishAsync(Wanted, packs: [FakeRuntimePack.Create(_folder)]);
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PublishAsync(Wanted, packs: [FakeRuntimePack.Create(_folder, hash: "b3RoZXI=")]));
        Assert.Equal(ErrorCodes.RuntimePackNotLocked, error.Code);
        Assert.Contains("Microsoft.NETCore.App.Runtime.linux-x64 10.0.1", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_runtime_pack_is_stale_in_CI_and_renewed_elsewhere()
    {
        var (core, web) = (FakeRuntimePack.Create(_folder), FakeRuntimePack.Create(_folder, "Microsoft.AspNetCore.App"));
        await PublishAsync(Wanted, packs: [core]);
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PublishAsync(Wanted, continuousIntegration: true, packs: [core, web]));
        Assert.Equal(ErrorCodes.LockStale, error.Code);
        Assert.Contains("does not hold the runtime packs Microsoft.AspNetCore.App.Runtime.linux-x64 10.0.1", error.Cause, StringComparison.Ordinal);
        await PublishAsync(Wanted, packs: [core, web]);
        await PublishAsync(Wanted, locked: true, packs: [core, web]);
        await PublishAsync(Wanted, locked: true, packs: [core]); // more than needed is no deviation
    }

    private async Task<LockedBaseOs> PublishAsync(
        BaseOsRequest wanted, bool locked = false, bool continuousIntegration = false, IReadOnlyList<RuntimePack>? packs = null)
    {
        var session = Open(new LockRequest(LockPath, locked, continuousIntegration));
        var baseOs = await session.BaseOsAsync(wanted, Resolve);
        session.Check(wanted.Platform, packs ?? []);
        await session.SaveAsync(default);
        return baseOs;
    }

    private LockSession Open(LockRequest request) => LockSession.Open(request, _log);

    private Task<LockedBaseOs> Resolve(BaseOsRequest wanted, LockedBaseOs? previous)
    {
        _resolved++;
        return Task.FromResult(new LockedBaseOs(
            wanted.Distribution!.Id, wanted.Inputs, [], [.. wanted.Roots.Select(name => new LockedPackage(name, "1", "amd64", Digest.Of(name), 1, "trixie", $"pool/{name}.deb"))]));
    }
}
