namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>A tiny image made by hand, to try the fixtures on something that is not ours.</summary>
internal static class BusyboxImage
{
    public const string Tag = "tiny";

    /// <summary>What its web server answers on "/".</summary>
    public const string Page = "made by hand";

    private const string WebServer = "echo \"user $(id -u)\"; exec httpd -f -p 127.0.0.1:$PORT -h /www";

    /// <summary>Makes the image as the only one of a new layout; it runs as user 1654 and listens where PORT says.</summary>
    public static async Task<string> CreateAsync(TempFolder folder, string script = WebServer)
    {
        var root = folder.Folder("busybox-root");
        Directory.CreateDirectory(Path.Combine(root, "www"));
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        await File.WriteAllTextAsync(Path.Combine(root, "www", "index.html"), Page);
        await new Command("sh", "-c", "cp \"$(command -v busybox)\" \"$0/bin/busybox\"", root).RunWellAsync();
        foreach (var applet in (string[])["sh", "httpd", "id", "echo"])
            File.CreateSymbolicLink(Path.Combine(root, "bin", applet), "busybox");

        var layout = folder["busybox"];
        var image = $"{layout}:{Tag}";
        await new Command("tar", "-C", root, "-cf", folder["busybox.tar"], ".").RunWellAsync();
        await new Command("umoci", "init", "--layout", layout).RunWellAsync();
        await new Command("umoci", "new", "--image", image).RunWellAsync();
        await new Command("umoci", "raw", "add-layer", "--image", image, folder["busybox.tar"]).RunWellAsync();
        await new Command(
            "umoci", "config", "--image", image,
            "--config.user", "1654", "--config.env", "PORT=8080", "--config.env", "PATH=/bin",
            "--config.entrypoint", "/bin/sh", "--config.entrypoint", "-c",
            "--config.cmd", script).RunWellAsync();
        return layout;
    }
}
