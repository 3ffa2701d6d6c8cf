using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials;

/// <summary>The login files of docker and podman, in the order they are asked. Each is read when its turn comes, once.</summary>
internal sealed class DockerConfigFiles
{
    private const string NoFile = "no such file";

    private readonly Lazy<DockerConfig?> _docker;

    /// <summary>Finds out where the files are; reads none.</summary>
    public DockerConfigFiles(CredentialEnvironment environment)
    {
        var docker = DockerConfigPath(environment);
        _docker = Lazily(() => docker is null ? null : FromFile(docker));
        All =
        [
            new("DOCKER_AUTH_CONFIG", "not set", Lazily(() => FromVariable(environment, "DOCKER_AUTH_CONFIG"))),
            environment.Get("REGISTRY_AUTH_FILE") is { } named
                ? InFile(named)
                : new DockerConfigPlace("REGISTRY_AUTH_FILE", "not set", Lazily(() => null)),
            .. docker is null ? Array.Empty<DockerConfigPlace>() : [new DockerConfigPlace(docker, NoFile, _docker)],
            .. PodmanPaths(environment).Select(path => InFile(path)),
            .. environment.InHome(".dockercfg") is { } legacyFile ? [InFile(legacyFile, legacy: true)] : Array.Empty<DockerConfigPlace>(),
        ];
    }

    /// <summary>The places in the order they are asked.</summary>
    public IReadOnlyList<DockerConfigPlace> All { get; }

    /// <summary>Where docker keeps its configuration; null where there is neither DOCKER_CONFIG nor a home folder.</summary>
    public static string? DockerConfigPath(CredentialEnvironment environment) =>
        environment.Get("DOCKER_CONFIG") is { } folder ? Path.Combine(folder, "config.json") : environment.InHome(".docker", "config.json");

    /// <summary>The headers of docker's config.json, without those docker refuses to set from there.</summary>
    public IReadOnlyDictionary<string, string> HttpHeaders() =>
        (_docker.Value?.HttpHeaders ?? new Dictionary<string, string>())
        .Where(header => !header.Key.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)
            && !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> PodmanPaths(CredentialEnvironment environment) =>
        new[]
        {
            // containers/image: the second place is for sessions without a runtime folder, those of root and of containers.
            environment.Get("XDG_RUNTIME_DIR") is { } runtime ? Below(runtime)
                : environment.ContainersFolder is { } folder ? Path.Combine(folder, "auth.json")
                : null,
            Below(environment.Get("XDG_CONFIG_HOME")),
            Below(environment.InHome(".config")),
        }.OfType<string>().Distinct(StringComparer.Ordinal);

    private static string? Below(string? folder) => folder is null ? null : Path.Combine(folder, "containers", "auth.json");

    private static DockerConfig? FromVariable(CredentialEnvironment environment, string name) =>
        environment.Get(name) is { } text ? DockerConfigReader.Read(name, Encoding.UTF8.GetBytes(text)) : null;

    private static DockerConfigPlace InFile(string path, bool legacy = false) => new(path, NoFile, Lazily(() => FromFile(path, legacy)));

    private static DockerConfig? FromFile(string path, bool legacy = false)
    {
        try
        {
            return DockerConfigReader.Read(path, File.ReadAllBytes(path), legacy);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ErrorCodes.LoginFileUnreadable.Error($"{path} cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static Lazy<DockerConfig?> Lazily(Func<DockerConfig?> read) => new(read);
}
