using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Locking;

namespace ImageBuild.Tests.Locking;

/// <summary>When a lock answers a request, and what it says when it does not.</summary>
public sealed class ImageLockTests
{
    private static readonly Platform Amd64 = new("linux", "amd64");
    private static readonly BaseOsRequest Request = new(Distribution.Debian13, Amd64) { InvariantGlobalization = true };

    [Fact]
    public void A_lock_answers_the_request_it_was_made_for() =>
        Assert.Same(Pinned.Platforms[0].BaseOs, Pinned.GetBaseOs(Request));

    public static TheoryData<string, ImageLock, BaseOsRequest> Stale => new()
    {
        { "has no packages of an operating system for linux/amd64", ImageLock.Empty, Request },
        { "has no packages of an operating system for linux/arm64", Pinned, Request with { Platform = new("linux", "arm64") } },
        { "has no packages of an operating system for linux/amd64", Pinned.WithBaseOs(Amd64, null), Request },
        { "is for debian:13, but debian:12 is wanted", Pinned, Request with { Distribution = Distribution.Debian12 } },
        { "lacks libicu76 for linux/amd64", Pinned, Request with { InvariantGlobalization = false } },
        { "lacks libgdiplus for linux/amd64", Pinned, Request with { AdditionalPackages = [new("libgdiplus")] } },
        { "was made for another set of packages", Pinned.WithBaseOs(Amd64, Pinned.GetBaseOs(Request) with { Inputs = Digest.Of("") }), Request },
    };

    [Theory]
    [MemberData(nameof(Stale), DisableDiscoveryEnumeration = true)]
    public void A_lock_made_for_something_else_is_stale(string why, ImageLock imageLock, BaseOsRequest request)
    {
        Assert.Null(imageLock.TryGetBaseOs(request, out var reason));
        Assert.StartsWith(why, reason, StringComparison.Ordinal);
        var error = Assert.Throws<ImageBuildException>(() => imageLock.GetBaseOs(request));
        Assert.Equal(ErrorCodes.LockStale, error.Code);
        Assert.StartsWith("imagebuild.lock.json " + why, error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_leave_everything_else_as_it_was()
    {
        var arm64 = new Platform("linux", "arm64");
        var pack = new RuntimePackLock("Microsoft.NETCore.App.Runtime.linux-x64", "10.0.1", "linux-x64", "hash");
        var changed = Pinned.WithRuntimePacks(Amd64, [pack]).WithBaseOs(arm64, Pinned.GetBaseOs(Request)).WithBaseImage("a:1", Digest.Of("1")).WithBaseImage("a:1", Digest.Of("2"));
        Assert.Same(Pinned.Platforms[0].BaseOs, changed.GetBaseOs(Request));
        Assert.Equal([pack], changed.GetRuntimePacks(Amd64));
        Assert.Empty(changed.GetRuntimePacks(arm64));
        Assert.Equal(Digest.Of("2"), changed.GetBaseImage("a:1"));
        Assert.Null(changed.GetBaseImage("b:1"));
        Assert.Single(changed.BaseImages);
    }

    private static ImageLock Pinned { get; } = ImageLock.Empty.WithBaseOs(
        Amd64,
        new LockedBaseOs(
            "debian:13",
            Request.Inputs,
            [],
            [.. Request.Roots.Select(name => new LockedPackage(name, "1", "amd64", Digest.Of(name), 1, "trixie", $"pool/{name}.deb"))]));
}
