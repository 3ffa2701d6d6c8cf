using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

/// <summary>A signed package archive on the loopback interface, and the means to spoil it.</summary>
internal sealed class TestArchive : IDisposable
{
    public static readonly DateTimeOffset Now = new(2025, 6, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, List<TestDeb>> _suites = new(StringComparer.Ordinal);

    public TestArchive()
    {
        Uri = new Uri($"http://127.0.0.1:{Ports.Free()}/debian");
        _listener.Prefixes.Add(Uri.GetLeftPart(UriPartial.Authority) + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Uri { get; }

    /// <summary>What is served, by path below <see cref="Uri"/>.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The paths asked for, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Answers a request itself where it returns true.</summary>
    public Func<HttpListenerContext, string, bool> Intercept { get; set; } = (_, _) => false;

    public TestKey Key { get; init; } = SharedKey.Value;

    /// <summary>How indexes are compressed.</summary>
    public string IndexSuffix { get; init; } = ".gz";

    /// <summary>The architecture whose indexes there are.</summary>
    public string Architecture { get; init; } = "amd64";

    /// <summary>Puts the signature into a file of its own, as older repositories do.</summary>
    public bool HasDetachedSignatures { get; init; }

    public IReadOnlyList<PackageSource> Sources => [new(Uri, ["trixie", "trixie-updates", "trixie-security"], ["main"])];

    private static Lazy<TestKey> SharedKey { get; } = new(() => TestKey.Ed25519());

    /// <summary>An archive with tiny versions of the default set, published.</summary>
    public static TestArchive WithDefaultSet()
    {
        var archive = new TestArchive();
        archive.Add("trixie", DefaultSet());
        archive.Add("trixie-updates");
        archive.Add("trixie-security");
        archive.Publish();
        return archive;
    }

    /// <param name="architecture">That of the packages that have one.</param>
    public static TestDeb[] DefaultSet(string architecture = "amd64") =>
    [
        new TestDeb("base-files", architecture: architecture).Field("Pre-Depends", "awk").Directory("./").Directory("./etc/").Directory("./root/", 0x1C0).Directory("./tmp/", 0x3FF)
            .Directory("./var/").Directory("./var/run/").Directory("./var/lock/", 0x3FF).File("./usr/lib/os-release", "ID=debian\n").Link("./etc/os-release", "../usr/lib/os-release")
            .Link("./bin", "usr/bin").Directory("./usr/share/base-files/").File("./usr/share/common-licenses/GPL-3", "GPL\n").Directory("./usr/bin/").File("./etc/dpkg/origins/debian", "Vendor: Debian\n"),
        new TestDeb("ca-certificates", architecture: "all").Field("Depends", "openssl (>= 1.1.1), debconf (>= 0.5) | debconf-2.0")
            .File("./usr/share/ca-certificates/mozilla/B.crt", "-----B-----").File("./usr/share/ca-certificates/mozilla/A.crt", "-----A-----\n").File("./usr/sbin/update-ca-certificates", "#!/bin/sh\n", 0x1ED),
        new TestDeb("gcc-14-base", "14.2.0-19", architecture).File("./usr/share/doc/gcc-14-base/copyright", "GPL with exception\n").File("./usr/share/doc/gcc-14-base/TODO", "nothing\n"),
        new TestDeb("libc6", "2.41-12", architecture) { Suffix = ".xz" }.Field("Depends", "libgcc-s1").File("./lib/x86_64-linux-gnu/libc.so.6", "libc", 0x1ED).Link("./usr/lib64/ld-linux-x86-64.so.2", "../lib/x86_64-linux-gnu/libc.so.6")
            .File("./usr/lib/x86_64-linux-gnu/gconv/UTF-16.so", "gconv").File("./usr/share/man/man7/libc.7.gz", "man"),
        new TestDeb("libgcc-s1", "14.2.0-19", architecture) { Suffix = ".zst" }.Field("Depends", "gcc-14-base (= 14.2.0-19), libc6 (>= 2.35)").File("./usr/lib/x86_64-linux-gnu/libgcc_s.so.1", "libgcc").Link("./usr/share/doc/libgcc-s1", "gcc-14-base"),
        new TestDeb("libicu76", "76.1-4", architecture).Field("Depends", "libc6 (>= 2.38), libstdc++6 (>= 14)").File("./usr/lib/x86_64-linux-gnu/libicuuc.so.76", "icu"),
        new TestDeb("libssl3t64", "3.5.7-1", architecture) { Suffix = "" }.Field("Depends", "libc6, libzstd1, zlib1g (>= 1:1.1.4), openssl-provider-legacy").File("./usr/lib/x86_64-linux-gnu/libssl.so.3", "libssl"),
        new TestDeb("libstdc++6", "14.2.0-19", architecture).Field("Depends", "libc6, libgcc-s1").File("./usr/lib/x86_64-linux-gnu/libstdc++.so.6", "libstdc++"),
        new TestDeb("libzstd1", architecture: architecture).File("./usr/lib/x86_64-linux-gnu/libzstd.so.1", "libzstd"),
        new TestDeb("tzdata", "2026a-1", "all").Field("Depends", "debconf (>= 0.5) | debconf-2.0").File("./usr/share/zoneinfo/Etc/UTC", "TZif").HardLink("./usr/share/zoneinfo/Etc/Zulu", "./usr/share/zoneinfo/Etc/UTC"),
        new TestDeb("zlib1g", "1:1.3.1", architecture).File("./usr/lib/x86_64-linux-gnu/libz.so.1", "libz"),
    ];

    public void Add(string suite, params TestDeb[] packages)
    {
        if (!_suites.TryGetValue(suite, out var list))
            _suites.Add(suite, list = []);
        list.AddRange(packages);
    }

    /// <summary>Builds every package, writes the indexes and signs the release files.</summary>
    /// <param name="release">Changes the text before it is signed.</param>
    public void Publish(Func<string, string, string>? release = null)
    {
        foreach (var (suite, packages) in _suites)
        {
            var index = new StringBuilder();
            foreach (var package in packages)
            {
                var deb = package.Build();
                Files[package.Path] = deb;
                index.Append(package.IndexParagraph(deb)).Append('\n');
            }

            var bytes = TestDeb.Compress(Encoding.UTF8.GetBytes(index.ToString()), IndexSuffix);
            var path = $"main/binary-{Architecture}/Packages{IndexSuffix}";
            var hash = Digest.Of(bytes).Hex;
            Files[$"dists/{suite}/{path}"] = bytes;
            Files[$"dists/{suite}/main/binary-{Architecture}/by-hash/SHA256/{hash}"] = bytes;
            var text = string.Create(CultureInfo.InvariantCulture, $"""
                Origin: Test
                Suite: {suite.Replace("trixie", "stable", StringComparison.Ordinal)}
                Codename: {suite}
                Date: Sat, 14 Jun 2025 09:15:44 UTC
                Valid-Until: Sat, 21 Jun 2025 09:15:44 UTC
                Acquire-By-Hash: yes
                Description: - dashes - are - escaped
                SHA256:
                 {hash} {bytes.Length} {path}

                """);
            text = release?.Invoke(suite, text) ?? text;
            if (HasDetachedSignatures)
            {
                Files[$"dists/{suite}/Release"] = Encoding.UTF8.GetBytes(text);
                Files[$"dists/{suite}/Release.gpg"] = TestKey.SignDetached(Encoding.UTF8.GetBytes(text), Key);
            }
            else
            {
                Files[$"dists/{suite}/InRelease"] = TestKey.Sign(text, Key);
            }
        }
    }

    public Task<LockedBaseOs> ResolveAsync(
        BaseOsRequest? request = null, IReadOnlyList<PackageSource>? sources = null, IBuildLog? log = null, LockedBaseOs? previous = null)
    {
        log ??= NullBuildLog.Instance;
        var http = ArchiveHttp.CreateClient();
        var resolver = new BaseOsResolver(http, log, new FixedTime(Now)) { Client = Impatient(http, log) };
        return resolver.ResolveAsync(request ?? new BaseOsRequest(Distribution.Debian13, new Platform("linux", "amd64")), sources ?? Sources, Key.Keyring, previous, default);
    }

    public static ArchiveClient Impatient(HttpClient http, IBuildLog? log = null) =>
        new(http, log ?? NullBuildLog.Instance) { Backoff = TimeSpan.FromMilliseconds(1), Stall = TimeSpan.FromSeconds(2) };

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var path = context.Request.RawUrl!["/debian".Length..].TrimStart('/');
                Requests.Enqueue(path);
                if (Intercept(context, path))
                    continue;
                if (Files.TryGetValue(path, out var bytes))
                {
                    context.Response.ContentLength64 = bytes.Length;
                    await context.Response.OutputStream.WriteAsync(bytes);
                }
                else
                {
                    context.Response.StatusCode = 404;
                }

                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
