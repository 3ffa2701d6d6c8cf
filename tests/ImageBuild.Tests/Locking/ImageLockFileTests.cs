using System.Text;
using System.Text.Json.Nodes;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Locking;

namespace ImageBuild.Tests.Locking;

/// <summary>imagebuild.lock.json as people see it in their repositories.</summary>
public sealed class ImageLockFileTests : IDisposable
{
    private const string Hash = "sha256:2efd6103f013081f8118f4c9f228739bc97bff2e4e1de496f80458c7e72a24ac";

    private const string Text = $$"""
        {
          "formatVersion": 1,
          "platforms": [
            {
              "platform": "linux/amd64",
              "baseOs": {
                "distribution": "debian:13",
                "inputs": "{{Hash}}",
                "sources": [
                  {
                    "suite": "trixie",
                    "components": [
                      "main"
                    ],
                    "inRelease": "{{Hash}}",
                    "date": "2026-11-21T09:15:44Z"
                  }
                ],
                "packages": [
                  {
                    "name": "base-files",
                    "version": "13.8+deb13u8",
                    "architecture": "amd64",
                    "sha256": "{{Hash}}",
                    "size": 88324,
                    "suite": "trixie",
                    "path": "pool/main/b/base-files/base-files_13.8+deb13u8_amd64.deb",
                    "reason": "default set"
                  },
                  {
                    "name": "zlib1g",
                    "version": "1:1.3~x",
                    "architecture": "amd64",
                    "sha256": "{{Hash}}",
                    "size": 7,
                    "suite": "trixie",
                    "path": "pool/main/z/zlib/zlib1g_1.3~x_amd64.deb",
                    "reason": ""
                  }
                ],
                "added": [
                  {
                    "name": "libsasl2-2",
                    "version": "2.1.28",
                    "architecture": "amd64",
                    "sha256": "{{Hash}}",
                    "size": 9,
                    "suite": "trixie",
                    "path": "pool/main/c/cyrus-sasl2/libsasl2-2_2.1.28_amd64.deb",
                    "reason": "libldap2 needs libsasl2-2 (>= 2.1.28)"
                  }
                ]
              },
              "runtimePacks": [
                {
                  "id": "Microsoft.NETCore.App.Runtime.linux-x64",
                  "version": "10.0.1",
                  "runtimeIdentifier": "linux-x64",
                  "contentHash": "ab+/=="
                }
              ]
            },
            {
              "platform": "linux/arm64",
              "baseOs": null,
              "runtimePacks": []
            }
          ],
          "baseImages": [
            {
              "reference": "registry.example.org/base:1",
              "digest": "{{Hash}}"
            }
          ]
        }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("imagebuild-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Is_sorted_indented_json_with_fixed_order() => Assert.Equal(Text, Encoding.UTF8.GetString(ImageLockFile.Format(Sample)));

    [Fact]
    public void Comes_back_as_it_was_written()
    {
        var read = Parse(Text);
        Assert.Equal(Text, Encoding.UTF8.GetString(ImageLockFile.Format(read)));
        Assert.Equal(Sample.Platforms[1].BaseOs!.Key, read.Platforms[0].BaseOs!.Key);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 9, 15, 44, TimeSpan.Zero), read.Platforms[0].BaseOs!.Sources[0].Date);
    }

    [Fact]
    public void Line_ends_and_byte_order_marks_of_windows_make_no_difference() =>
        Assert.Equal(Text, Encoding.UTF8.GetString(ImageLockFile.Format(Parse("\uFEFF" + Text.Replace("\n", "\r\n", StringComparison.Ordinal)))));

    [Fact]
    public void Reasons_and_added_packages_may_be_absent()
    {
        var json = JsonNode.Parse(Text)!;
        var baseOs = json["platforms"]![0]!["baseOs"]!.AsObject();
        baseOs.Remove("added");
        baseOs["packages"]![0]!.AsObject().Remove("reason");
        var read = Parse(json.ToJsonString());
        Assert.Equal((0, ""), (read.Platforms[0].BaseOs!.Added.Count, read.Platforms[0].BaseOs!.Packages[0].Reason));
    }

    [Fact]
    public void A_layer_that_was_noted_comes_back()
    {
        var baseOs = Sample.Platforms[1].BaseOs! with { Layer = new LockedLayer(Digest.Of("key"), Digest.Of("tar")) };
        var bytes = ImageLockFile.Format(Sample.WithBaseOs(new Platform("linux", "amd64"), baseOs));
        Assert.Equal(baseOs.Layer, ImageLockFile.Parse(bytes, "lock").Platforms[0].BaseOs!.Layer);
        Assert.Equal(bytes, ImageLockFile.Format(ImageLockFile.Parse(bytes, "lock")));
    }

    [Fact]
    public void What_is_wrong_with_a_lock_is_named()
    {
        var error = Assert.Throws<ImageBuildException>(() => Parse(Text.Replace("\"architecture\": \"amd64\",", "", StringComparison.Ordinal)));
        Assert.Equal("'imagebuild.lock.json' is not a lock file: 'architecture' is missing", error.Cause);
    }

    [Fact]
    public async Task A_file_that_says_the_same_is_left_alone()
    {
        var path = Path.Combine(_folder, "new", ImageLock.FileName);
        Assert.Null(ImageLockFile.Read(path));
        Assert.True(await ImageLockFile.WriteAsync(path, Sample, default));
        Assert.False(await ImageLockFile.WriteAsync(path, Sample, default));
        Assert.True(await ImageLockFile.WriteAsync(path, ImageLock.Empty, default));
        Assert.Empty(ImageLockFile.Read(path)!.Platforms);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "formatVersion": 0 }""")]
    [InlineData("""{ "formatVersion": 1 }""")]
    [InlineData("""{ "formatVersion": 1, "platforms": null, "baseImages": [] }""")]
    [InlineData("""{ "formatVersion": 1, "platforms": [null], "baseImages": [] }""")]
    [InlineData("<<<<<<< HEAD\n{ \"formatVersion\": 1 }")]
    public void A_file_that_is_no_lock_is_damaged(string text) => AssertRefused(ErrorCodes.LockDamaged, text);

    [Theory]
    [InlineData("sha256:2efd", "sha256:xxxx")]
    [InlineData("\"size\": 7", "\"size\": \"7\"")]
    [InlineData("\"size\": 7", "\"size\": 7.5")]
    [InlineData("\"size\": 7", "\"size\": 7, \"size\": 8")]
    [InlineData("\"main\"", "1")]
    [InlineData("\"packages\": [", "\"packages\": [[],")]
    [InlineData("\"baseOs\": null,", "")]
    [InlineData("\"reason\": \"\"", "\"reason\": null")]
    [InlineData("\"added\": [", "\"added\": null, \"other\": [")]
    [InlineData("\"zlib1g\"", "\"\\ud800\"")] // half a character
    [InlineData("2026-11-21T09:15:44Z", "yesterday")]
    [InlineData("\"name\": \"zlib1g\",", "")]
    [InlineData("\"suite\": \"trixie\"", "\"suite\": null")]
    [InlineData("  ]\n}", "  ]\n")]
    public void A_damaged_lock_is_refused(string old, string changed)
    {
        Assert.Contains(old, Text, StringComparison.Ordinal);
        AssertRefused(ErrorCodes.LockDamaged, Text.Replace(old, changed, StringComparison.Ordinal));
    }

    [Fact]
    public void A_lock_of_a_newer_version_is_refused_whatever_it_looks_like() =>
        AssertRefused(ErrorCodes.LockTooNew, """{ "formatVersion": 2, "everything": "else" }""");

    [Fact]
    public void A_folder_in_the_place_of_the_file_is_reported()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ImageLock.FileName));
        Assert.Equal(ErrorCodes.LockDamaged, Assert.Throws<ImageBuildException>(() => ImageLockFile.Read(Path.Combine(_folder, ImageLock.FileName))).Code);
    }

    /// <summary>Unsorted on purpose.</summary>
    private static ImageLock Sample => new(
        [
            new PlatformLock("linux/arm64", null, []),
            new PlatformLock(
                "linux/amd64",
                new LockedBaseOs(
                    "debian:13",
                    Digest.Parse(Hash),
                    [new LockedSource("trixie", ["main"], Digest.Parse(Hash), new DateTimeOffset(2026, 11, 21, 10, 15, 44, TimeSpan.FromHours(1)))],
                    [
                        new LockedPackage("zlib1g", "1:1.3~x", "amd64", Digest.Parse(Hash), 7, "trixie", "pool/main/z/zlib/zlib1g_1.3~x_amd64.deb"),
                        new LockedPackage("base-files", "13.8+deb13u8", "amd64", Digest.Parse(Hash), 88324, "trixie", "pool/main/b/base-files/base-files_13.8+deb13u8_amd64.deb") { Reason = "default set" },
                    ])
                {
                    Added = [new LockedPackage("libsasl2-2", "2.1.28", "amd64", Digest.Parse(Hash), 9, "trixie", "pool/main/c/cyrus-sasl2/libsasl2-2_2.1.28_amd64.deb") { Reason = "libldap2 needs libsasl2-2 (>= 2.1.28)" }],
                },
                [new RuntimePackLock("Microsoft.NETCore.App.Runtime.linux-x64", "10.0.1", "linux-x64", "ab+/==")]),
        ],
        [new BaseImageLock("registry.example.org/base:1", Digest.Parse(Hash))]);

    private static ImageLock Parse(string text) => ImageLockFile.Parse(Encoding.UTF8.GetBytes(text), "imagebuild.lock.json");

    private static void AssertRefused(ErrorCode code, string text) => Assert.Equal(code, Assert.Throws<ImageBuildException>(() => Parse(text)).Code);
}
