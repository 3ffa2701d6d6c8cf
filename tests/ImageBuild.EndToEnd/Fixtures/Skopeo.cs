using System.Text.Json;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>An independent reader and copier of images: what it refuses, others refuse as well.</summary>
internal static class Skopeo
{
    /// <summary>Copies an image byte for byte. Both places are written as skopeo writes them, such as "oci:/folder:tag".</summary>
    public static Task CopyAsync(string source, string destination, DockerRegistry? registry = null) =>
        RunAsync(registry, ["copy", "--preserve-digests", source, destination], "--src-", "--dest-");

    /// <summary>The digest of what lies at a place.</summary>
    public static async Task<string> DigestAsync(string place, DockerRegistry? registry = null)
    {
        var result = await RunAsync(registry, ["inspect", place], "--");
        return JsonDocument.Parse(result.Output).RootElement.GetProperty("Digest").GetString()!;
    }

    /// <summary>The place of an image in a registry.</summary>
    public static string In(DockerRegistry registry, string repository, string tag) => $"docker://{registry.Host}/{repository}:{tag}";

    private static Task<CommandResult> RunAsync(DockerRegistry? registry, string[] arguments, params string[] sides)
    {
        // The certificate of a test registry is not what these tests are about, and a password is harmless elsewhere.
        var access = registry is null ? [] : sides.Select(side => $"{side}tls-verify=false");
        if (registry is { HasPassword: true })
            access = access.Concat(sides.Select(side => $"{side}creds={DockerRegistry.UserName}:{DockerRegistry.Password}"));
        return new Command("skopeo", [arguments[0], .. access, .. arguments[1..]]).RunWellAsync();
    }
}
