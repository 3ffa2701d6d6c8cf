using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.Inspection;

/// <summary>imagebuild inspect --html: the page in a real browser, used without a mouse.</summary>
[Collection(TwoBuilds.Collection)]
public sealed class InspectionPageTests(TwoBuilds builds) : IDisposable
{
    private const string Focused = "return document.activeElement.getAttribute('aria-label') ?? document.activeElement.id";

    private readonly TempFolder _folder = new();

    private string First => TwoBuilds.Source(builds.First);

    [Fact]
    public async Task The_page_shows_the_numbers_of_the_JSON_and_fetches_nothing()
    {
        await using var browser = await OpenAsync(First);
        var image = Documents.Read((await builds.Tool.RunAsync("inspect", First, "--output", "json")).Succeeded(), "inspect").Objects("images").Single();

        Assert.Empty(await browser.ConsoleAsync());
        Assert.Equal(0, (await browser.RunAsync("return performance.getEntriesByType('resource').length")).GetInt32());
        Assert.Equal(First, await browser.TextAsync("return document.querySelector('h1').textContent"));
        Assert.Equal([$"{Size(image.Number("size"))} to pull", $"{Size(image.Number("unpackedSize"))} unpacked", $"{image.Objects("layers").Count()} layers", $"{image.Objects("packages").Count()} packages"], await RowsAsync(browser, "#figures div", "dd", "dt"));
        Assert.Equal(
            image.Objects("layers").Select(layer => $"{layer.Text("name")}|{Size(layer.Number("size"))}|{Size(layer.Number("unpackedSize"))}|{layer.Number("fileCount")}|{layer.Text("digest")[7..19]}"),
            (await RowsAsync(browser, "#layer-table tbody tr", "td")).Select(row => row.Split('|')).Select(cells => string.Join('|', cells[2], cells[4], cells[5], cells[6], cells[7])));
        Assert.Equal(
            image.Objects("packages").Select(package => $"{package.Text("name")}|{package.Text("version")}|{Size(package.Number("size"))}").Order(StringComparer.Ordinal),
            (await RowsAsync(browser, "#package-table tbody tr", "td")).Select(row => row.Split('|')).Select(cells => $"{cells[0]}|{cells[1]}|{cells[^1]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_area_of_a_layer_on_the_map_is_its_share_of_the_bytes()
    {
        await using var browser = await OpenAsync(First);
        var areas = (await browser.RunAsync("""
            const map = document.getElementById('map'), all = map.clientWidth * map.clientHeight;
            return [...map.children].map(cell => [cell.node.size / cell.node.parent.size, (cell.offsetWidth + 1.5) * (cell.offsetHeight + 1.5) / all]);
            """)).EnumerateArray().Select(pair => (Share: pair[0].GetDouble(), Area: pair[1].GetDouble())).ToList();

        Assert.True(areas.Count >= 3);
        Assert.All(areas, area => Assert.InRange(area.Area, area.Share * 0.97 - 0.002, area.Share * 1.03 + 0.002));
    }

    [Fact]
    public async Task The_map_is_a_tree_for_keyboards_and_screen_readers()
    {
        await using var browser = await OpenAsync(First);

        await browser.RunAsync("document.querySelector('#map [tabindex=\"0\"]').focus()");
        var first = await browser.TextAsync(Focused);
        Assert.Contains("Microsoft.NETCore.App", first, StringComparison.Ordinal);
        Assert.Contains("unpacked", first, StringComparison.Ordinal);
        await browser.PressAsync(Browser.Down);
        var second = await browser.TextAsync(Focused);
        Assert.Contains("debian:13", second, StringComparison.Ordinal);
        await browser.PressAsync(Browser.Right);
        var package = await browser.TextAsync(Focused);
        Assert.Contains("Debian package", package, StringComparison.Ordinal);
        await browser.PressAsync(Browser.Right);
        Assert.Contains("/usr/", await browser.TextAsync(Focused), StringComparison.Ordinal);
        await browser.PressAsync(Browser.Left, Browser.Left);
        Assert.Equal(second, await browser.TextAsync(Focused));
        await browser.PressAsync(Browser.Up);
        Assert.Equal(first, await browser.TextAsync(Focused));

        await browser.PressAsync(Browser.Down, Browser.Enter);
        Assert.Equal("Whole image|debian:13", string.Join('|', await RowsAsync(browser, "#path > span", "button, [aria-current]")));
        Assert.Equal(package, await browser.TextAsync(Focused));
        Assert.Contains("Debian package", await browser.TextAsync("return document.getElementById('status').textContent"), StringComparison.Ordinal);
        await browser.PressAsync(Browser.Escape);
        Assert.Equal(second, await browser.TextAsync(Focused));
        Assert.Equal("Whole image", string.Join('|', await RowsAsync(browser, "#path > span", "button, [aria-current]")));

        // One stop for Tab, whatever the number of cells; every cell has a role, a name and a place among its siblings.
        Assert.Equal(1, (await browser.RunAsync("return document.querySelectorAll('#map [tabindex=\"0\"]').length")).GetInt32());
        Assert.True((await browser.RunAsync("return [...document.querySelectorAll('#map .cell')].every(cell => cell.getAttribute('role') === 'treeitem' && cell.getAttribute('aria-label') && cell.ariaSetSize > 0 && ['tree', 'group'].includes(cell.parentElement.getAttribute('role')))")).GetBoolean());
        Assert.Empty(await browser.ConsoleAsync());
    }

    [Fact]
    public async Task Every_control_is_reached_with_Tab_and_shows_that_it_is()
    {
        await using var browser = await OpenAsync(First);
        var seen = new List<string>();
        for (var i = 0; i < 60 && !seen.Contains("file-filter"); i++)
        {
            await browser.PressAsync(Browser.Tab);
            seen.Add(await browser.TextAsync("const it = document.activeElement; const style = getComputedStyle(it); return style.outlineStyle === 'none' && style.boxShadow === 'none' ? 'no mark on ' + it.outerHTML : it.id || it.className || it.tagName"));
        }

        Assert.DoesNotContain(seen, name => name.StartsWith("no mark", StringComparison.Ordinal));
        Assert.Contains("package-filter", seen);
        Assert.Contains("file-filter", seen);
    }

    [Fact]
    public async Task Tables_are_filtered_and_sorted()
    {
        await using var browser = await OpenAsync(First);

        await browser.RunAsync("document.getElementById('package-filter').focus()");
        await browser.PressAsync([.. "sqlite nuget".Select(letter => letter.ToString())]);
        var names = await RowsAsync(browser, "#package-table tbody tr", "td:first-child");
        Assert.Contains("Microsoft.Data.Sqlite.Core", names);
        Assert.All(names, name => Assert.Contains("sqlite", name, StringComparison.OrdinalIgnoreCase));
        await browser.RunAsync("document.querySelector('#package-table th:last-child button').focus()");
        await browser.PressAsync(Browser.Enter);
        Assert.Equal("descending", await browser.TextAsync("return document.querySelector('#package-table th:last-child').getAttribute('aria-sort')"));
        Assert.Equal("Unpacked", await browser.TextAsync("return document.activeElement.textContent"));
        await browser.RunAsync("document.getElementById('file-filter').focus()");
        await browser.PressAsync([.. "/app/web.dll".Select(letter => letter.ToString())]);
        Assert.Equal(["/app/Web.dll"], await RowsAsync(browser, "#file-table tbody tr", "td:first-child"));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task The_page_is_as_light_or_dark_as_its_reader_and_can_be_read(string scheme)
    {
        await using var browser = await Browser.StartAsync();
        await browser.PreferAsync(scheme);
        await browser.OpenAsync(await WriteAsync(First));

        var ground = (await ContrastAsync(browser, "[document.body]")).Single();
        Assert.Equal(scheme == "dark", ground.Background < 0.2);
        var texts = await ContrastAsync(browser, "[...document.querySelectorAll('.label b, .label i, h1, h2, td, th button, dt, dd, nav span, .legend li, .status, .note, code')].slice(0, 900)");
        Assert.True(texts.Count > 300);
        Assert.All(texts, text => Assert.True(text.Ratio >= 4.5, string.Create(CultureInfo.InvariantCulture, $"{text.Text}: {text.Ratio:0.0}")));
        Assert.Empty(await browser.ConsoleAsync());
    }

    [Fact]
    public async Task Names_of_files_packages_and_labels_stay_text()
    {
        const string Evil = "<img src=x onerror=\"document.title='owned'\"></script><script>document.title='owned'</script>";
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"app/{Evil}") { DataStream = new MemoryStream(new byte[5000]) });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "app/link") { LinkName = Evil });
        }

        var layout = new HandMadeLayout(_folder["layout"]);
        var config = new JsonObject
        {
            ["architecture"] = "amd64", ["os"] = "linux", ["author"] = Evil,
            ["config"] = new JsonObject { ["Labels"] = new JsonObject { [Evil] = Evil }, ["Env"] = new JsonArray($"A={Evil}"), ["Entrypoint"] = new JsonArray(Evil), ["User"] = Evil },
            ["history"] = new JsonArray(new JsonObject { ["created_by"] = Evil }),
        };
        layout.Image("v1", config, [layout.Layer("application/vnd.oci.image.layer.v1.tar", archive.ToArray())], [HandMadeLayout.Digest(archive.ToArray())]);
        await using var browser = await OpenAsync($"oci:{layout.Path}:v1");

        Assert.Equal($"oci:{layout.Path}:v1", await browser.TextAsync("return document.title"));
        Assert.Equal(0, (await browser.RunAsync("return document.querySelectorAll('img').length")).GetInt32());
        Assert.Equal(2, (await browser.RunAsync("return document.scripts.length")).GetInt32());
        Assert.Contains($"/app/{Evil}", await RowsAsync(browser, "#file-table tbody tr", "td:first-child"));
        Assert.Empty(await browser.ConsoleAsync());
    }

    [Fact]
    public async Task Compared_with_another_image_the_page_says_what_both_have()
    {
        await using var browser = await OpenAsync(First, "--compare", TwoBuilds.Source(builds.Newer));
        var image = Documents.Read((await builds.Tool.RunAsync("inspect", First, "--compare", TwoBuilds.Source(builds.Newer), "--output", "json")).Succeeded(), "inspect").Objects("images").Single();

        var figures = await RowsAsync(browser, "#figures div", "dd", "dt");
        Assert.Contains($"{Size(image["comparison"]!.Number("sharedSize"))} shared with {TwoBuilds.Source(builds.Newer)}", figures);
        Assert.Equal(
            image.Objects("layers").Select(layer => (bool)layer["shared"]! ? "yes" : ""),
            (await RowsAsync(browser, "#layer-table tbody tr", "td")).Select(row => row.Split('|')[7]));
        Assert.Contains(await RowsAsync(browser, "#package-table tbody tr", "td"), row => row.StartsWith("Microsoft.Data.Sqlite.Core|10.0.13|10.0.15|", StringComparison.Ordinal));
        Assert.NotEqual(0, (await browser.RunAsync("return document.querySelectorAll('.cell.shared').length")).GetInt32());
        Assert.Empty(await browser.ConsoleAsync());
    }

    [Fact]
    public async Task Another_platform_is_chosen_on_the_page()
    {
        var layout = new HandMadeLayout(_folder["layout"]);
        layout.IndexOf("both", Image("amd64", 1), Image("arm64", 2));
        await using var browser = await OpenAsync($"oci:{layout.Path}:both");

        Assert.Single(await RowsAsync(browser, "#layer-table tbody tr", "td"));
        await browser.RunAsync("document.getElementById('platform').focus()");
        await browser.PressAsync(Browser.Down);
        Assert.Equal(2, (await RowsAsync(browser, "#layer-table tbody tr", "td")).Count);
        Assert.Empty(await browser.ConsoleAsync());

        JsonObject Image(string architecture, int layers)
        {
            var empty = new byte[1024];
            return layout.Image(
                architecture, new JsonObject { ["architecture"] = architecture, ["os"] = "linux" },
                [.. Enumerable.Repeat(layout.Layer("application/vnd.oci.image.layer.v1.tar", empty), layers)], [.. Enumerable.Repeat(HandMadeLayout.Digest(empty), layers)]);
        }
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_is_an_error() =>
        Errors.HasCode((await builds.Tool.RunAsync("inspect", First, "--html", "/nowhere/page.html")).Failed(), "IB5002");

    public void Dispose() => _folder.Dispose();

    private async Task<Browser> OpenAsync(string source, params string[] arguments)
    {
        var page = await WriteAsync(source, arguments);
        var browser = await Browser.StartAsync();
        await browser.OpenAsync(page);
        return browser;
    }

    private async Task<string> WriteAsync(string source, params string[] arguments)
    {
        var page = _folder["page.html"];
        (await builds.Tool.RunAsync(["inspect", source, "--html", page, .. arguments])).Succeeded();
        return page;
    }

    /// <summary>The texts of some elements, those of the parts of each joined: by '|' for one selector, by a space for several.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(Browser browser, string rows, params string[] parts)
    {
        var script = parts is [var only]
            ? $"return [...document.querySelectorAll(\"{rows}\")].map(row => [...row.querySelectorAll(\"{only}\")].map(part => part.textContent).join('|'))"
            : $"return [...document.querySelectorAll(\"{rows}\")].map(row => [{string.Join(',', parts.Select(part => $"\"{part}\""))}].map(part => [...row.querySelector(part).childNodes].map(node => node.textContent).join(' ')).join(' '))";
        return [.. (await browser.RunAsync(script)).EnumerateArray().Select(text => text.GetString()!)];
    }

    /// <summary>How well texts stand out from what is behind them (WCAG 2, contrast ratio), and how light that is.</summary>
    private static async Task<IReadOnlyList<(string Text, double Ratio, double Background)>> ContrastAsync(Browser browser, string elements) =>
    [
        .. (await browser.RunAsync($$"""
            const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            // The browser itself turns any notation of a colour into bytes.
            const bytes = colour => { context.clearRect(0, 0, 1, 1); context.fillStyle = colour; context.fillRect(0, 0, 1, 1); return [...context.getImageData(0, 0, 1, 1).data]; };
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            const behind = element => { for (let it = element; it; it = it.parentElement) { const colour = bytes(getComputedStyle(it).backgroundColor); if (colour[3] === 255) return colour; } return [255, 255, 255, 255]; };
            return {{elements}}.filter(element => element.textContent.trim() && element.offsetParent !== null || element === document.body).map(element => {
              const style = getComputedStyle(element), ground = behind(element), ink = bytes(style.color), alpha = Number(style.opacity);
              const seen = ink.map((v, i) => v * alpha + ground[i] * (1 - alpha));
              const [a, b] = [light(seen), light(ground)];
              return [element.textContent.slice(0, 40), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), b];
            });
            """)).EnumerateArray().Select(item => (item[0].GetString()!, item[1].GetDouble(), item[2].GetDouble())),
    ];

    private static string Size(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
    };
}
