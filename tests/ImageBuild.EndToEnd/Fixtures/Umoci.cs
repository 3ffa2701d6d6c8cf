namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>Unpacks images the way a container engine does and writes down how they want to be run.</summary>
internal static class Umoci
{
    /// <summary>Makes a bundle: "rootfs" and an OCI runtime "config.json".</summary>
    public static Task UnpackAsync(string layout, string tag, string bundle) =>
        new Command("umoci", "unpack", "--image", $"{layout}:{tag}", bundle).RunWellAsync();
}
