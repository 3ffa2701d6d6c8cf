using System.Globalization;
using System.Net;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries;

/// <summary>How registries are reached and how hard is tried. Immutable; the environment is read by whoever makes it.</summary>
public sealed record RegistryOptions
{
    private const string AuthorityVariable = "IMAGEBUILD_CA_FILE";
    private const string TimeoutVariable = "IMAGEBUILD_REGISTRY_TIMEOUT";

    /// <summary>What applies where nothing is set.</summary>
    public static RegistryOptions Default { get; } = new();

    /// <summary>Registries ("host" or "host:port") that may be spoken to without TLS. Loopback always may.</summary>
    public IReadOnlySet<string> PlainHttpRegistries { get; init; } = new HashSet<string>();

    /// <summary>Registries whose certificate is not checked. A warning is given for each.</summary>
    public IReadOnlySet<string> UnverifiedRegistries { get; init; } = new HashSet<string>();

    /// <summary>A PEM file of authorities trusted in addition to the system's.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Folders in which "host[:port]" is a folder of *.crt (authorities) and *.cert with *.key (client certificates).</summary>
    public IReadOnlyList<string> CertificateFolders { get; init; } = [];

    /// <summary>The proxy to use; null for HTTPS_PROXY, NO_PROXY and friends, which .NET reads itself.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>How many blobs travel at once.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>How often one request or one blob upload is tried altogether.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How blobs are sent; null for what suits the registry.</summary>
    public UploadMethod? UploadMethod { get; init; }

    /// <summary>Up to how many bytes a blob is sent within the closing PUT, which saves a request.</summary>
    public long SingleRequestLimit { get; init; } = 4 * 1024 * 1024;

    /// <summary>The size of chunks in bytes where chunks are used; null for what suits the registry.</summary>
    public long? ChunkSize { get; init; }

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a registry may think before it answers.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a registry may take to answer the PUT that closes an upload; some hash the whole blob then.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a body may stand still. There is no limit on the whole.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the body waits for "100 Continue" before it is sent regardless.</summary>
    public TimeSpan ExpectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The pause before the first repetition; it doubles each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, whatever the registry asks for.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What is sent as User-Agent.</summary>
    public string UserAgent { get; init; } = "imagebuild";

    /// <summary>Further headers for the registry itself, such as a gateway's key out of docker's config.json. They go to no other host and are never printed.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The clock, for token lifetimes and dates in Retry-After.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How to wait; null for the clock's own way. Tests wait without waiting.</summary>
    public Func<TimeSpan, CancellationToken, Task>? Delay { get; init; }

    /// <summary>Makes connections; null for TCP. Tests put their own network here.</summary>
    internal Func<DnsEndPoint, CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>Looks up the addresses of a host; null for DNS.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; init; }

    /// <summary>Options with what the environment says: the variables of the .NET SDK's container support and the usual certificate folders.</summary>
    /// <remarks>
    /// DOTNET_CONTAINER_INSECURE_REGISTRIES (hosts, ',' or ';' between them), DOTNET_CONTAINER_REGISTRY_CHUNKED_UPLOAD_SIZE_BYTES,
    /// DOTNET_CONTAINER_DEBUG_REGISTRY_FORCE_CHUNKED_UPLOAD and DOTNET_CONTAINER_REGISTRY_PARALLEL_UPLOAD; the last three also
    /// with their older prefix, SDK_CONTAINER_. IMAGEBUILD_CA_FILE names a PEM file of further authorities.
    /// IMAGEBUILD_REGISTRY_TIMEOUT says for how many seconds a registry may keep silent before the attempt counts as failed;
    /// the PUT that closes an upload gets ten times as long.
    /// </remarks>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidValue"/>: not a number of seconds.</exception>
    /// <param name="environment">Reads one variable.</param>
    public static RegistryOptions FromEnvironment(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var insecure = (environment("DOTNET_CONTAINER_INSECURE_REGISTRIES") ?? "")
            .Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(ImageReference.NormaliseRegistry)
            .ToHashSet(StringComparer.Ordinal);
        var folders = new List<string>();
        if (!OperatingSystem.IsWindows())
        {
            if (environment("HOME") is { Length: > 0 } home)
            {
                folders.Add(Path.Combine(environment("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : Path.Combine(home, ".config"), "containers", "certs.d"));
                folders.Add(Path.Combine(home, ".docker", "certs.d"));
            }

            folders.Add("/etc/containers/certs.d");
            folders.Add("/etc/docker/certs.d");
        }

        var silence = Silence(environment(TimeoutVariable));
        return new()
        {
            CertificateAuthorityFile = environment(AuthorityVariable) is { Length: > 0 } file ? file : null,
            ConnectTimeout = silence < Default.ConnectTimeout ? silence : Default.ConnectTimeout,
            ResponseTimeout = silence,
            CommitTimeout = silence * 10,
            StallTimeout = silence,
            PlainHttpRegistries = insecure,
            UnverifiedRegistries = insecure,
            CertificateFolders = folders,
            ChunkSize = long.TryParse(Read("REGISTRY_CHUNKED_UPLOAD_SIZE_BYTES"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null,
            UploadMethod = IsSet("DEBUG_REGISTRY_FORCE_CHUNKED_UPLOAD", true) ? Registries.UploadMethod.Chunked : null,
            Parallelism = IsSet("REGISTRY_PARALLEL_UPLOAD", false) ? 1 : Default.Parallelism,
        };

        string? Read(string name) => environment("DOTNET_CONTAINER_" + name) is { Length: > 0 } value ? value : environment("SDK_CONTAINER_" + name);

        bool IsSet(string name, bool expected) => bool.TryParse(Read(name), out var value) && value == expected;
    }

    private static TimeSpan Silence(string? seconds)
    {
        if (string.IsNullOrEmpty(seconds))
            return Default.ResponseTimeout;
        return int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(number)
            : throw ErrorCodes.InvalidValue.Error($"{TimeoutVariable} is '{seconds}'.", "Set it to a number of seconds from 1 to 86400.");
    }

    internal Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        delay <= TimeSpan.Zero ? Task.CompletedTask
        : Delay is { } wait ? wait(delay, cancellationToken)
        : Task.Delay(delay, Time, cancellationToken);
}
