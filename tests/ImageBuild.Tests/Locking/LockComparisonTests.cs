using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Locking;

namespace ImageBuild.Tests.Locking;

/// <summary>What people read about a lock, and about what an update changes in it.</summary>
public sealed class LockComparisonTests
{
    private static readonly Platform Amd64 = new("linux", "amd64");

    [Fact]
    public void An_update_is_shown_package_by_package_with_the_change_of_size()
    {
        var before = ImageLock.Empty
            .WithBaseOs(Amd64, Os(1, Package("libc6", "2.41-12", 2_847_100), Package("libgone", "1", 500), Package("tzdata", "2026a", 300_000)))
            .WithRuntimePacks(Amd64, [new("Microsoft.NETCore.App.Runtime.linux-x64", "10.0.1", "linux-x64", "a")])
            .WithBaseImage("registry.example.org/base:1", Digest.Of("1"));
        var after = before
            .WithBaseOs(Amd64, Os(2, Package("libc6", "2.41-13", 2_850_500), Package("tzdata", "2026a", 300_000)) with { Added = [Package("libldap2", "2.6", 190_000)] })
            .WithRuntimePacks(Amd64, [new("Microsoft.NETCore.App.Runtime.linux-x64", "10.0.2", "linux-x64", "b")])
            .WithBaseImage("registry.example.org/base:1", Digest.Of("2"));

        Assert.Equal(
            $"""
            linux/amd64
              suite trixie  2026-11-01 → 2026-11-02
              libc6     2.41-12 → 2.41-13     +3.4 kB
              libgone   1 → gone              -0.5 kB
              libldap2  new → 2.6           +190.0 kB
              3 of 3 packages, +192.9 kB to download
              runtime pack Microsoft.NETCore.App.Runtime.linux-x64  10.0.1 → 10.0.2
            base image registry.example.org/base:1  {Digest.Of("1")} → {Digest.Of("2")}
            """,
            string.Join('\n', LockComparison.Lines(before, after)));
        Assert.Empty(LockComparison.Lines(after, after));
    }

    [Fact]
    public void A_first_lock_is_all_new() =>
        Assert.Equal(
            "linux/amd64\n  distribution  new → debian:13\n  libc6  new → 1     +1.0 MB\n  1 of 1 packages, +1.0 MB to download",
            string.Join('\n', LockComparison.Lines(ImageLock.Empty, ImageLock.Empty.WithBaseOs(Amd64, Os(1, Package("libc6", "1", 1_000_000))))));

    [Fact]
    public void A_lock_is_shown_with_the_reason_of_every_package()
    {
        var baseOs = Os(1, Package("libc6", "2.41-12", 2_847_100) with { Reason = "default set" }) with
        {
            Added = [Package("libldap2", "2.6", 190_000) with { Reason = "ContainerPackage" }, Package("libsasl2-2", "2.1.28", 57_000) with { Reason = "libldap2 needs libsasl2-2 (>= 2.1.28)" }],
        };
        var imageLock = ImageLock.Empty.WithBaseOs(Amd64, baseOs)
            .WithRuntimePacks(Amd64, [new("Microsoft.NETCore.App.Runtime.linux-x64", "10.0.1", "linux-x64", "a")])
            .WithBaseImage("registry.example.org/base:1", Digest.Of("1"));
        Assert.Equal(
            $"""
            linux/amd64
              debian:13, 3 packages, 3.1 MB to download
              from trixie (main) of 2026-11-01 09:15 UTC, {Digest.Of("1")}
              base   libc6       2.41-12     2.8 MB  default set
              added  libldap2    2.6       190.0 kB  ContainerPackage
              added  libsasl2-2  2.1.28     57.0 kB  libldap2 needs libsasl2-2 (>= 2.1.28)
              runtime pack Microsoft.NETCore.App.Runtime.linux-x64 10.0.1
            base image registry.example.org/base:1 {Digest.Of("1")}
            """,
            string.Join('\n', LockListing.Lines(imageLock)));
    }

    private static LockedBaseOs Os(int day, params LockedPackage[] packages) =>
        new("debian:13", Digest.Of("inputs"), [new("trixie", ["main"], Digest.Of($"{day}"), new DateTimeOffset(2026, 11, day, 9, 15, 44, TimeSpan.Zero))], packages);

    private static LockedPackage Package(string name, string version, long size) => new(name, version, "amd64", Digest.Of(name + version), size, "trixie", $"pool/{name}.deb");
}
