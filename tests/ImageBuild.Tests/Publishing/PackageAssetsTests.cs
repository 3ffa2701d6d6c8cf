using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Publishing;

/// <summary>When the hash of a package stands for the bytes of its files, and when the files are read.</summary>
public sealed class PackageAssetsTests : IDisposable
{
    private const string Dll = "lib/net10.0/Lib.dll";

    private readonly TemporaryFolder _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void The_key_of_a_package_layer_is_found_without_reading_the_files()
    {
        var before = Publish(_machine).Identity;
        WriteKeepingTime(Path.Combine(_machine.Path, "packages/lib/1.0.0", Dll), "anything.");
        WriteKeepingTime(Path.Combine(_machine.Path, "publish/Lib.dll"), "anything.");
        Assert.Equal(before, Publish(_machine, write: false).Identity);
    }

    [Fact]
    public void It_is_the_same_on_another_machine_and_after_a_fresh_checkout()
    {
        using var other = new TemporaryFolder();
        Assert.Equal(Publish(_machine).Identity, Publish(other, time: new DateTime(2020, 2, 2, 2, 2, 2, DateTimeKind.Utc)).Identity);
    }

    public static TheoryData<string, Action<string>> Changes => new()
    {
        { "another length", folder => WriteKeepingTime(Path.Combine(folder, "publish/Lib.dll"), "signed by a target") },
        { "another time", folder => File.SetLastWriteTimeUtc(Path.Combine(folder, "publish/Lib.dll"), DateTime.UnixEpoch) },
        { "no metadata", folder => File.Delete(Path.Combine(folder, "packages/lib/1.0.0/.nupkg.metadata")) },
        { "damaged metadata", folder => File.WriteAllText(Path.Combine(folder, "packages/lib/1.0.0/.nupkg.metadata"), "{") },
        { "metadata without hash", folder => File.WriteAllText(Path.Combine(folder, "packages/lib/1.0.0/.nupkg.metadata"), """{"contentHash":""}""") },
        { "metadata of another kind", folder => File.WriteAllText(Path.Combine(folder, "packages/lib/1.0.0/.nupkg.metadata"), "[]") },
        { "the source is gone", folder => File.Delete(Path.Combine(folder, "packages/lib/1.0.0", Dll)) },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void What_is_not_surely_the_file_of_the_package_is_read(string what, Action<string> change)
    {
        Publish(_machine);
        change(_machine.Path);
        var content = Assert.IsType<FileContent.OnDisk>(Read(_machine).Entry.Content);
        Assert.True(content.Identity is null && content.Path == Path.Combine(_machine.Path, "publish", "Lib.dll"), what);
    }

    [Fact]
    public void A_file_compiled_anew_from_a_packages_file_keeps_its_family_and_is_read()
    {
        Publish(_machine);
        var compiled = _machine.File("obj/R2R/Lib.dll", "machine code");
        File.Copy(compiled, Path.Combine(_machine.Path, "publish/Lib.dll"), overwrite: true);
        var file = Read(_machine, compiled);
        Assert.Equal(new FileOrigin.Package("Lib", "1.0.0"), file.Origin);
        Assert.Null(Assert.IsType<FileContent.OnDisk>(file.Entry.Content).Identity);
    }

    [Theory]
    [InlineData("hash 2", Dll, "/app")]
    [InlineData("hash 1", "lib/net8.0/Lib.dll", "/app")] // another file of the same package under the same name
    [InlineData("hash 1", Dll, "/srv")]
    public void Package_hash_file_in_the_package_and_place_in_the_image_tell_keys_apart(string hash, string asset, string root)
    {
        using var other = new TemporaryFolder();
        Assert.NotEqual(Publish(_machine).Identity, Publish(other, hash, asset, root).Identity);
    }

    /// <summary>MSBuild copies only what is newer, so a package of another version with equal times leaves the old file.</summary>
    [Fact]
    public void The_bytes_come_from_the_package_the_key_names_even_when_the_publish_folder_is_stale()
    {
        Publish(_machine);
        WriteKeepingTime(Path.Combine(_machine.Path, "publish/Lib.dll"), "OLD BYTES"); // as long as the new ones
        using var reader = new StreamReader(Read(_machine).Entry.Content!.Open());
        Assert.Equal("new bytes", reader.ReadToEnd());
    }

    [Fact]
    public void A_build_that_does_not_say_the_source_has_all_files_read()
    {
        Publish(_machine);
        PublishedFile[] known = [new("Lib.dll", new FileOrigin.Package("Lib", "1.0.0"))];
        var file = Assert.Single(PublishFolder.Read(Path.Combine(_machine.Path, "publish"), "/app", known, "linux-x64"));
        Assert.Null(Assert.IsType<FileContent.OnDisk>(file.Entry.Content).Identity);
    }

    private static LayerRecipe Publish(
        TemporaryFolder folder, string hash = "hash 1", string asset = Dll, string root = "/app", DateTime? time = null, bool write = true)
    {
        var source = Path.Combine(folder.Path, "packages/lib/1.0.0", asset);
        if (write)
        {
            folder.File("packages/lib/1.0.0/.nupkg.metadata", $$"""{"version":2,"contentHash":"{{hash}}","source":"any"}""");
            folder.File($"packages/lib/1.0.0/{asset}", "new bytes");
            File.SetLastWriteTimeUtc(source, time ?? new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            Directory.CreateDirectory(Path.Combine(folder.Path, "publish"));
            File.Copy(source, Path.Combine(folder.Path, "publish/Lib.dll"), overwrite: true);
        }

        return LayerRecipe.Of(Assert.Single(LayerPlan.Create([Read(folder, source, root)]).Layers));
    }

    private static AppFile Read(TemporaryFolder folder, string? source = null, string root = "/app")
    {
        PublishedFile[] known = [new("Lib.dll", new FileOrigin.Package("Lib", "1.0.0"), source ?? Path.Combine(folder.Path, "packages/lib/1.0.0", Dll))];
        return Assert.Single(PublishFolder.Read(Path.Combine(folder.Path, "publish"), root, known, "linux-x64"));
    }

    private static void WriteKeepingTime(string path, string text)
    {
        var time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, time);
    }
}
