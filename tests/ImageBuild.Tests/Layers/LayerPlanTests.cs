using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Layers;

/// <summary>Which file goes into which layer.</summary>
public sealed class LayerPlanTests
{
    private static readonly AppFile[] Files =
    [
        File("app/appsettings.json", 20, new FileOrigin.Configuration()),
        File("app/WebApi.dll", 1000, new FileOrigin.App()),
        File("app/Serilog.dll", 300, new FileOrigin.Package("Serilog", "4.0.0")),
        File("app/wwwroot/index.html", 50, new FileOrigin.StaticWebAsset()),
        File("app/Domain.dll", 200, new FileOrigin.Project()),
        File("app/Dapper.dll", 100, new FileOrigin.Package("Dapper", "2.1.66")),
        new(TarEntry.SymbolicLink("app/current", "WebApi.dll"), new FileOrigin.App()),
        File("etc/app.conf", 5, new FileOrigin.Configuration()),
    ];

    [Fact]
    public void Layers_lie_in_the_order_of_the_rate_of_change_and_files_in_ordinal_order() =>
        Assert.Equal(
            """
            packages (Serilog): 1 files, 300 bytes
              /app/Serilog.dll
            packages (Dapper): 1 files, 100 bytes
              /app/Dapper.dll
            project-references (referenced projects): 1 files, 200 bytes
              /app/Domain.dll
            static-web-assets (web root): 1 files, 50 bytes
              /app/wwwroot/index.html
            app (application): 2 files, 1000 bytes
              /app/WebApi.dll
              /app/current -> WebApi.dll
            configuration (configuration): 2 files, 25 bytes
              /app/appsettings.json
              /etc/app.conf

            """,
            LayerPlan.Create(Files).ToString());

    [Fact]
    public void The_order_in_which_files_come_does_not_matter() =>
        Assert.Equal(LayerPlan.Create(Files).ToString(), LayerPlan.Create(Files.Reverse()).ToString());

    [Fact]
    public void A_kind_without_files_has_no_layer()
    {
        Assert.Equal([LayerKind.App], LayerPlan.Create([File("app/a", 1, new FileOrigin.App())]).Layers.Select(layer => layer.Kind));
        Assert.Empty(LayerPlan.Create([]).Layers);
    }

    [Fact]
    public void Every_kind_has_a_name_of_its_own_in_result_files() =>
        Assert.Equal(
            ["base-os", "framework", "packages", "project-references", "static-web-assets", "app", "configuration"],
            Enum.GetValues<LayerKind>().Order().Select(kind => kind.Name()));

    private static AppFile File(string path, int size, FileOrigin origin) => new(TarEntry.File(path, FileContent.FromBytes(new byte[size])), origin);
}
