using System.Text;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Frameworks;
using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Tests.Frameworks;

namespace ImageBuild.Tests.Layers;

/// <summary>The layers of a fixed application on a fixed runtime pack, from the publish folder to the packed bytes.</summary>
/// <remarks>
/// A digest that changes here changes for every user: nothing is found in caches and registries any more, and the next
/// publish of an unchanged application is a new image. When that is what you want, raise what belongs to the change in the
/// same commit, and store the new digests:
/// <list type="bullet">
/// <item><see cref="LayerRecipe.Version"/>, where a diffID changed because the tar is written in another way;</item>
/// <item>"framework v1" in <see cref="FrameworkLayer"/>, where only the framework's diffID changed: its identity comes
/// from the package and does not see the files;</item>
/// <item><see cref="CompressionRecipe.Version"/>, where packed digests changed and diffIDs did not;</item>
/// <item>nothing, where files of the application moved to another layer: their listing is their identity.</item>
/// </list>
/// </remarks>
public sealed class GoldenLayerTests : IDisposable
{
    /// <summary>How packages are cut into layers is not the matter here, how a layer is written is.</summary>
    private const int AllPackagesTogether = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_layers_packed_with_gzip() =>
        AssertSame(
            """
            framework Microsoft.NETCore.App 10.0.1: f0f2a7978bc4ec9b46a39b4646bf47f2fe4afdf8da175da97eef748b61481585 6ca478fe91fb7651ae5a9ab371b536702b7cc6caf6562312c4249cf2763cd195
            packages NuGet packages: ee297d301fbb5230be61e37e427eb1d8121034f6e35792908fac61302030015e 85efb79c63bdd59995c129205562570fdb4c0ee594bb35998fe076a4e19aad70
            project-references referenced projects: fd1decb68998fd32de7a26b637d3297015df15392390bf7ed3d23e5b90bd7f11 8fb0fdbbfb12aac0005daff27e959564634dcdff6772512350ebf9e93dc1392e
            static-web-assets web root: b533a96df31dd81606c3356a5777dd712d0441e65347de10257427df20376010 a68349515f457e099297b524a3be30a4b61735c2beb5ae606d2f7e19e4729c2a
            app application: 40b5b5de081c326934fb1f92d08fbdc69d27343d19998019ebd5e41e391ac751 a2e4499c5da5b1ddee540f1d92b7777868819c36540a75d4a5cf19807467c97d
            configuration configuration: d277bc44e870b28aad248c89127ceba4ae8b373e0d56cd47f67ff596b87204f2 d865f541d830b2aad5770e7efc28f9350711972fa57097afec7c306d74f4591d
            """,
            await ListAsync(CompressionFormat.Gzip));

    [Fact]
    public async Task The_layers_packed_with_zstd() =>
        AssertSame(
            """
            framework Microsoft.NETCore.App 10.0.1: f0f2a7978bc4ec9b46a39b4646bf47f2fe4afdf8da175da97eef748b61481585 f0e50507113a2ec4274498d918921970fd8ea1d1dd7bb78632cc9d8d03b57bf2
            packages NuGet packages: ee297d301fbb5230be61e37e427eb1d8121034f6e35792908fac61302030015e f1c9f3f1ba8f26e278465f642d802a0a4347d0a9e4fad39e0e7681b7aa6db3a0
            project-references referenced projects: fd1decb68998fd32de7a26b637d3297015df15392390bf7ed3d23e5b90bd7f11 a6a0c2aed974a165f5f8286ee0d973291a2cfae9e7b30cbf91e6118ada23a5c0
            static-web-assets web root: b533a96df31dd81606c3356a5777dd712d0441e65347de10257427df20376010 086205aae6784620ce1f29a93cce955f817a8f2b9f16fc6015884b1016f51183
            app application: 40b5b5de081c326934fb1f92d08fbdc69d27343d19998019ebd5e41e391ac751 01ab5350f26af3117a0643640f3ec57ff82a849a626073367f374294e5638496
            configuration configuration: d277bc44e870b28aad248c89127ceba4ae8b373e0d56cd47f67ff596b87204f2 20348eb3a4fdde676781966a290dc471f806913da3f4b08372f798d006ec1fe8
            """,
            await ListAsync(CompressionFormat.Zstd));

    /// <summary>Shows the whole list where it differs, to read and to store.</summary>
    private static void AssertSame(string expected, string actual) => Assert.True(expected == actual, $"The layers are now:\n{actual}");

    private async Task<string> ListAsync(CompressionFormat format)
    {
        using var packers = new BlockPackers(format, threads: 2);
        var factory = new LayerFactory(new ContentCache(Path.Combine(_folder.Path, "cache")), packers);
        var text = new StringBuilder();
        foreach (var recipe in Recipes())
        {
            var layer = await factory.GetAsync(recipe, default);
            text.Append($"{layer.Kind.Name()} {layer.Name}: {layer.Layer.DiffId.Hex} {layer.Layer.Descriptor.Digest.Hex}\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    private IEnumerable<LayerRecipe> Recipes()
    {
        var app = Path.Combine(_folder.Path, "publish");
        _folder.File("publish/Tiny.dll", string.Concat(Enumerable.Range(0, 50_000).Select(number => $"{number} ")));
        _folder.File("publish/Tiny.runtimeconfig.json", "{}");
        _folder.File("publish/appsettings.json", """{"Logging":{}}""");
        _folder.File("publish/Lib.dll", "library");
        _folder.File("publish/Newtonsoft.Json.dll", "package");
        _folder.File("publish/runtimes/linux-x64/native/libe_sqlite3.so", "\u007fELF native");
        _folder.File("publish/runtimes/win-x64/native/e_sqlite3.dll", "not for Linux");
        _folder.File("publish/wwwroot/grüße.html", "<p>");
        PublishedFile[] known =
        [
            new("Lib.dll", new FileOrigin.Project()),
            new("Newtonsoft.Json.dll", new FileOrigin.Package("Newtonsoft.Json", "13.0.4")),
            new("runtimes/linux-x64/native/libe_sqlite3.so", new FileOrigin.Package("SQLitePCLRaw", "2.1.11"), RuntimeIdentifier: "linux-x64"),
            new("runtimes/win-x64/native/e_sqlite3.dll", new FileOrigin.Package("SQLitePCLRaw", "2.1.11"), RuntimeIdentifier: "win-x64"),
        ];
        var plan = LayerPlan.Create(PublishFolder.Read(app, "/app", known, "linux-x64"), AllPackagesTogether);
        return [FrameworkLayer.RecipeOf(FakeRuntimePack.Create(_folder)), .. plan.Layers.Select(LayerRecipe.Of)];
    }
}
