using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>A real Chromium without a window, spoken to in the words of the WebDriver standard through Debian's chromedriver.</summary>
internal sealed class Browser : IAsyncDisposable
{
    // The keys of https://www.w3.org/TR/webdriver2/#keyboard-actions.
    public const string Enter = "\uE007";
    public const string Escape = "\uE00C";
    public const string Tab = "\uE004";
    public const string Left = "\uE012";
    public const string Up = "\uE013";
    public const string Right = "\uE014";
    public const string Down = "\uE015";

    // Root needs --no-sandbox; the others keep it from looking for Google's services.
    private static readonly string[] Switches =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--hide-scrollbars", "--window-size=1280,900",
    ];

    private readonly BackgroundProcess _driver;
    private readonly TempFolder _folder;
    private readonly HttpClient _client;
    private string _session = "";

    private Browser(BackgroundProcess driver, TempFolder folder, int port)
    {
        (_driver, _folder) = (driver, folder);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    }

    public static async Task<Browser> StartAsync()
    {
        var port = Ports.Free();
        var folder = new TempFolder();
        var browser = new Browser(new Command("chromedriver", $"--port={port}").Start(), folder, port);
        try
        {
            await Eventually.IsTrueAsync(async () => (await browser._client.GetAsync(new Uri("status", UriKind.Relative))).IsSuccessStatusCode, "chromedriver answers");
            var options = new JsonObject
            {
                ["binary"] = "/usr/bin/chromium",
                ["args"] = new JsonArray([.. Switches.Append($"--user-data-dir={folder["profile"]}").Select(text => JsonValue.Create(text))]),
            };
            var wanted = new JsonObject { ["goog:chromeOptions"] = options, ["goog:loggingPrefs"] = new JsonObject { ["browser"] = "ALL" } };
            var session = await browser.SendAsync("session", new JsonObject { ["capabilities"] = new JsonObject { ["alwaysMatch"] = wanted } });
            browser._session = $"session/{session.GetProperty("sessionId").GetString()}/";
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a file and waits until it has loaded.</summary>
    public Task OpenAsync(string file) => SendAsync(_session + "url", new JsonObject { ["url"] = new Uri(file).AbsoluteUri });

    /// <summary>Runs a function body in the page.</summary>
    /// <returns>What it returns.</returns>
    public Task<JsonElement> RunAsync(string script) => SendAsync(_session + "execute/sync", new JsonObject { ["script"] = script, ["args"] = new JsonArray() });

    /// <summary>The same for a text.</summary>
    public async Task<string> TextAsync(string script) => (await RunAsync(script)).GetString() ?? "";

    /// <summary>Presses keys one after the other, as a person does who has no mouse.</summary>
    public Task PressAsync(params string[] keys)
    {
        var actions = keys.SelectMany(key => (string[])["keyDown", "keyUp"], (key, type) => (JsonNode)new JsonObject { ["type"] = type, ["value"] = key });
        var keyboard = new JsonObject { ["type"] = "key", ["id"] = "keyboard", ["actions"] = new JsonArray([.. actions]) };
        return SendAsync(_session + "actions", new JsonObject { ["actions"] = new JsonArray(keyboard) });
    }

    /// <summary>Whether the person prefers dark pages.</summary>
    public Task PreferAsync(string colorScheme) => SendAsync(_session + "goog/cdp/execute", new JsonObject
    {
        ["cmd"] = "Emulation.setEmulatedMedia",
        ["params"] = new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = colorScheme }) },
    });

    /// <summary>What stands in the console: errors of scripts, and what the content security policy refused.</summary>
    public async Task<IReadOnlyList<string>> ConsoleAsync() =>
        [.. (await SendAsync(_session + "se/log", new JsonObject { ["type"] = "browser" })).EnumerateArray().Select(entry => $"{entry.GetProperty("level")} {entry.GetProperty("message")}")];

    /// <summary>Keeps a picture of the window, to look at.</summary>
    public async Task PictureAsync(string file) =>
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((await GetAsync(_session + "screenshot")).GetString()!));

    public async ValueTask DisposeAsync()
    {
        if (_session.Length > 0)
            await _client.DeleteAsync(new Uri(_session.TrimEnd('/'), UriKind.Relative));
        _client.Dispose();
        await _driver.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<JsonElement> SendAsync(string path, JsonNode body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await ReadAsync(await _client.PostAsync(new Uri(path, UriKind.Relative), content));
    }

    private async Task<JsonElement> GetAsync(string path) => await ReadAsync(await _client.GetAsync(new Uri(path, UriKind.Relative)));

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode}: {text}"));
            return JsonDocument.Parse(text).RootElement.GetProperty("value");
        }
    }
}
