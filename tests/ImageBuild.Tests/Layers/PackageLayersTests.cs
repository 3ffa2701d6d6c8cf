using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Layers;

/// <summary>How packages are cut into layers: large packages and families, the largest alone and lowest, within the budget.</summary>
public sealed class PackageLayersTests
{
    private static readonly AppFile[] Dapper = [Package("Dapper", "Dapper.dll", 200)];

    private static readonly AppFile[] Serilog =
    [
        Package("Serilog", "Serilog.dll", 300),
        Package("Serilog.Sinks.File", "Serilog.Sinks.File.dll", 100),
    ];

    private static readonly AppFile[] SkiaSharp =
    [
        Package("SkiaSharp", "SkiaSharp.dll", 500),
        Package("SkiaSharp.NativeAssets.Linux", "libSkiaSharp.so", 9000),
    ];

    private static readonly AppFile[] Humanizer =
    [
        Package("Humanizer.Core", "Humanizer.dll", 250),
        Package("Humanizer.Core.de", "de/Humanizer.resources.dll", 30),
    ];

    private static readonly AppFile[] Packages = [.. Dapper, .. Serilog, .. SkiaSharp, .. Humanizer];

    private static readonly AppFile[] Others =
    [
        new(Entry("WebApi.dll", 10), new FileOrigin.App()),
        new(Entry("Domain.dll", 10), new FileOrigin.Project()),
        new(Entry("wwwroot/site.css", 10), new FileOrigin.StaticWebAsset()),
        new(Entry("appsettings.json", 10), new FileOrigin.Configuration()),
    ];

    [Theory]
    [InlineData(20, "SkiaSharp | Serilog | Humanizer | Dapper")] // 9500, 400, 280 and 200 bytes
    [InlineData(8, "SkiaSharp | Serilog | Humanizer | Dapper")]
    [InlineData(7, "SkiaSharp | Serilog | other packages")]
    [InlineData(6, "SkiaSharp | other packages")]
    [InlineData(5, "NuGet packages")]
    [InlineData(2, "NuGet packages")]
    public void The_largest_families_have_layers_of_their_own_and_the_small_ones_share_one(int budget, string layers) =>
        Assert.Equal(layers, Names(LayerPlan.Create([.. Packages, .. Others], budget), LayerKind.Packages));

    [Theory]
    [InlineData(13, "Zip | Yaml | alpha | Beta | Mike | Nord | Polly | quartz | Scrutor")]
    [InlineData(12, "Zip | Yaml | alpha | Beta | other packages M | other packages N-R | other packages S-Z")] // the volume A-L has nothing
    [InlineData(10, "Zip | Yaml | other packages A-L | other packages M | other packages N-R | other packages S-Z")]
    [InlineData(9, "Zip | other packages A-L | other packages M | other packages N-R | other packages S-Z")]
    [InlineData(8, "Zip | Yaml | alpha | other packages")]
    public void With_more_than_four_layers_the_small_families_share_them_by_the_first_letter(int budget, string layers)
    {
        string[] largestFirst = ["Zip", "Yaml", "alpha", "Beta", "Mike", "Nord", "Polly", "quartz", "Scrutor"];
        Assert.Equal(layers, Names(LayerPlan.Create(largestFirst.Select((id, i) => Package(id, $"{id}.dll", 100 - i)), budget), LayerKind.Packages));
    }

    [Fact]
    public void A_small_family_that_two_services_have_shares_its_layer_whatever_is_alone_in_them()
    {
        AppFile[] small = [Package("Polly", "Polly.dll", 5), Package("Quartz", "Quartz.dll", 4)];
        AppFile[] one = [.. small, .. Enumerable.Range(0, 9).Select(i => Package($"A{i}", $"a{i}.dll", 100 + i))];
        AppFile[] other = [.. small, .. Enumerable.Range(0, 12).Select(i => Package($"B{i}", $"b{i}.dll", 200 + i))];
        Assert.Equal(["app/Polly.dll", "app/Quartz.dll"], Volume(one));
        Assert.Equal(Volume(one), Volume(other));

        static IEnumerable<string> Volume(AppFile[] files) =>
            LayerPlan.Create(files, budget: 12).Layers.Single(layer => layer.Name == "other packages N-R").Entries.Select(entry => entry.Path);
    }

    [Theory]
    [InlineData(1_000_000, "SkiaSharp.NativeAssets.Linux | SkiaSharp.*")]
    [InlineData(999_999, "SkiaSharp")]
    public void A_package_of_a_megabyte_does_not_lie_with_its_family(int size, string layers) =>
        Assert.Equal(
            layers,
            Names(
                LayerPlan.Create(
                [
                    Package("SkiaSharp", "SkiaSharp.dll", 500),
                    Package("SkiaSharp.HarfBuzz", "SkiaSharp.HarfBuzz.dll", 400),
                    Package("SkiaSharp.NativeAssets.Linux", "libSkiaSharp.so", size),
                ]),
                LayerKind.Packages));

    [Fact]
    public void A_large_package_counts_with_all_its_files_and_may_be_all_there_is_of_its_family() =>
        Assert.Equal(
            "Npgsql",
            Names(LayerPlan.Create([Package("Npgsql", "Npgsql.dll", 600_000), Package("npgsql", "de/Npgsql.resources.dll", 400_000)]), LayerKind.Packages));

    [Fact]
    public void Native_assets_and_satellite_resources_lie_with_their_package() =>
        Assert.Equal(
            """
            packages (SkiaSharp): 2 files, 9500 bytes
              /app/SkiaSharp.dll
              /app/libSkiaSharp.so
            packages (Humanizer): 2 files, 280 bytes
              /app/Humanizer.dll
              /app/de/Humanizer.resources.dll

            """,
            LayerPlan.Create([.. SkiaSharp, .. Humanizer]).ToString());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(20)]
    public void There_are_never_more_layers_than_the_budget_and_no_file_is_lost(int budget)
    {
        AppFile[] files = [.. Packages, .. Others];
        var layers = LayerPlan.Create(files, budget).Layers;
        Assert.InRange(layers.Count, 1, budget);
        Assert.Equal(
            files.Select(file => file.Entry.Path).Order(StringComparer.Ordinal),
            layers.SelectMany(layer => layer.Entries).Select(entry => entry.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1, "app")]
    [InlineData(2, "packages, app")]
    [InlineData(3, "packages, static-web-assets, app")]
    [InlineData(4, "packages, project-references, static-web-assets, app")]
    [InlineData(5, "packages, project-references, static-web-assets, app, configuration")]
    public void A_small_budget_keeps_apart_what_is_largest(int budget, string kinds) =>
        Assert.Equal(kinds, string.Join(", ", LayerPlan.Create([.. Packages, .. Others], budget).Layers.Select(layer => layer.Kind.Name())));

    [Fact]
    public void A_file_that_covers_another_one_still_does_so_when_both_share_a_layer()
    {
        var own = TarEntry.File("app/settings.txt", FileContent.FromBytes(new byte[1]));
        var users = own with { Content = FileContent.FromBytes(new byte[2]) };
        AppFile[] files = [new(own, new FileOrigin.App()), new(users, new FileOrigin.Configuration())];
        Assert.Equal([users], Assert.Single(LayerPlan.Create(files, budget: 1).Layers).Entries);
        Assert.Equal(2, LayerPlan.Create(files).Layers.Count);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(20)]
    public void Files_that_are_no_packages_never_cut_the_packages_anew(int budget) =>
        Assert.Equal(
            Listing(LayerPlan.Create(Packages, budget), LayerKind.Packages),
            Listing(LayerPlan.Create([.. Others, .. Packages], budget), LayerKind.Packages));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(20)]
    public void The_order_in_which_files_come_does_not_matter(int budget) =>
        Assert.Equal(LayerPlan.Create(Packages, budget).ToString(), LayerPlan.Create(Packages.Reverse(), budget).ToString());

    [Fact]
    public void Families_of_equal_size_are_told_apart_by_name() =>
        Assert.Equal(
            "Alpha | other packages",
            Names(LayerPlan.Create([Package("Gamma", "c.dll", 1), Package("Beta", "b.dll", 1), Package("Alpha", "a.dll", 1)], budget: 6), LayerKind.Packages));

    [Fact]
    public void Ids_that_differ_in_case_are_one_package_with_one_name()
    {
        AppFile[] files = [Package("serilog", "a.dll", 1), Package("Serilog", "b.dll", 1)];
        Assert.Equal("Serilog", Names(LayerPlan.Create(files), LayerKind.Packages));
        Assert.Equal("Serilog", Names(LayerPlan.Create(files.Reverse()), LayerKind.Packages));
    }

    [Fact]
    public void Runtime_packs_are_layers_of_their_own_and_take_nothing_from_the_budget()
    {
        AppFile[] runtime =
        [
            Package("Microsoft.AspNetCore.App.Runtime.linux-x64", "Microsoft.AspNetCore.dll", 50_000),
            Package("Microsoft.NETCore.App.Runtime.linux-x64", "System.Private.CoreLib.dll", 90_000),
        ];
        var plan = LayerPlan.Create([.. Packages, .. runtime], budget: 7);
        Assert.Equal("Microsoft.NETCore.App.Runtime.linux-x64 | Microsoft.AspNetCore.App.Runtime.linux-x64", Names(plan, LayerKind.Framework));
        Assert.Equal(Listing(LayerPlan.Create(Packages, budget: 7), LayerKind.Packages), Listing(plan, LayerKind.Packages));
    }

    [Fact]
    public void A_family_has_the_same_layer_in_every_service_that_uses_the_same_packages_of_it()
    {
        AppFile[] orders = [.. Serilog, .. Dapper, new(Entry("Orders.dll", 5), new FileOrigin.App())];
        AppFile[] media = [.. Others, .. SkiaSharp, .. Serilog, new(Entry("Media.dll", 7), new FileOrigin.App())];
        var shared = LayerPlan.Create(orders).Layers.Select(LayerRecipe.Of).Select(recipe => recipe.Identity)
            .Intersect(LayerPlan.Create(media).Layers.Select(LayerRecipe.Of).Select(recipe => recipe.Identity));
        Assert.Equal([LayerRecipe.Of(LayerPlan.Create(Serilog).Layers[0]).Identity], shared);
    }

    private static string Names(LayerPlan plan, LayerKind kind) =>
        string.Join(" | ", plan.Layers.Where(layer => layer.Kind == kind).Select(layer => layer.Name));

    private static string Listing(LayerPlan plan, LayerKind kind) =>
        new LayerPlan([.. plan.Layers.Where(layer => layer.Kind == kind)]).ToString();

    private static AppFile Package(string id, string path, int size) => new(Entry(path, size), new FileOrigin.Package(id, "1.0.0"));

    private static TarEntry Entry(string path, int size) => TarEntry.File($"app/{path}", FileContent.FromBytes(new byte[size]));
}
