namespace ImageBuild.Registries.Credentials;

/// <summary>Everything the search for a login may look at. Nothing else is read: no static state, no hidden files.</summary>
/// <remarks>The owner of the message handlers disposes them; the search never does.</remarks>
public sealed class CredentialEnvironment
{
    /// <summary>Reads an environment variable; null where it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The user's home folder; null where there is none, as in some containers.</summary>
    public string? HomeFolder { get; init; }

    /// <summary>Where podman and skopeo keep logins for a user without XDG_RUNTIME_DIR: "/run/containers/UID"; null where there is no such place.</summary>
    public string? ContainersFolder { get; init; }

    /// <summary>Starts credential helpers and AWS credential processes.</summary>
    public IProcessRunner Processes { get; init; } = new ProcessRunner();

    /// <summary>Reaches the public login services of clouds, through the machine's proxy where there is one.</summary>
    public required HttpMessageHandler Http { get; init; }

    /// <summary>Reaches metadata services of the machine itself, never through a proxy: a proxy would see the tokens.</summary>
    public required HttpMessageHandler DirectHttp { get; init; }

    /// <summary>The clock: signatures carry the time, tokens expire.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a helper may take. Sixty seconds: some open a window and wait for a person.</summary>
    public TimeSpan HelperTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one request to a cloud's login service may take.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a metadata service that may not exist. One second: outside that cloud nobody answers.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The environment of the running process.</summary>
    public static CredentialEnvironment OfThisProcess()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return new CredentialEnvironment
        {
            Variable = Environment.GetEnvironmentVariable,
            HomeFolder = home.Length == 0 ? null : home,
            ContainersFolder = UserId() is { } id ? $"/run/containers/{id}" : null,
            Http = Handler(useProxy: true),
            DirectHttp = Handler(useProxy: false),
        };
    }

    /// <summary>The variable's value; null where it is not set or empty, which CI systems do for secrets a job may not see.</summary>
    internal string? Get(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>A path below the home folder; null where there is none.</summary>
    internal string? InHome(params string[] parts) => HomeFolder is { Length: > 0 } home ? Path.Combine([home, .. parts]) : null;

    /// <summary>The user's number on Linux, which .NET does not tell.</summary>
    private static string? UserId()
    {
        const string Status = "/proc/self/status";
        try
        {
            return File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal))?.Split('\t')[1] : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static SocketsHttpHandler Handler(bool useProxy) => new()
    {
        // A redirect could carry a token to another host; cookies have no place in a login.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = useProxy,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
