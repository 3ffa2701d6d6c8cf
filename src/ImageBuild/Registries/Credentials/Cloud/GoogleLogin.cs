namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Google Artifact Registry and what is left of Container Registry: an OAuth2 access token as the password.</summary>
/// <remarks>
/// Application default credentials, in Google's order: the file GOOGLE_APPLICATION_CREDENTIALS names, the file gcloud writes,
/// the metadata service. Key files given as a password ("_json_key") come from the user and never pass through here.
/// </remarks>
internal sealed class GoogleLogin(CredentialEnvironment environment, CloudHttp http) : ICloudLogin
{
    /// <summary>The user name that says: the password is an access token.</summary>
    public const string TokenUser = "oauth2accesstoken";

    private const string KeyFileVariable = "GOOGLE_APPLICATION_CREDENTIALS";

    private readonly GoogleCredentialsFile _file = new(environment, http);
    private readonly GoogleMetadata _metadata = new(environment, http);

    /// <inheritdoc />
    public string Name => "Google";

    /// <summary>Whether the registry, normalised, is Google's.</summary>
    public static bool IsGoogle(string host) =>
        host == "gcr.io"
        || host.EndsWith(".gcr.io", StringComparison.Ordinal)
        || (host.EndsWith(".pkg.dev", StringComparison.Ordinal) && !host.EndsWith(".rep.pkg.dev", StringComparison.Ordinal))
        || (host.StartsWith("docker.", StringComparison.Ordinal) && host.EndsWith(".rep.pkg.dev", StringComparison.Ordinal));

    /// <inheritdoc />
    public bool Handles(string host) => IsGoogle(host);

    /// <inheritdoc />
    public bool ServesAnyone(string host) => true;

    /// <inheritdoc />
    public async Task<CloudLogin?> LoginAsync(string host, SearchTrail trail, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(trail, cancellationToken).ConfigureAwait(false);
        return token is null
            ? null
            : new CloudLogin(new Credential.Basic(TokenUser, token.Token, token.Source), token.ExpiresAt);
    }

    private async Task<AccessToken?> TokenAsync(SearchTrail trail, CancellationToken cancellationToken)
    {
        if (environment.Get(KeyFileVariable) is { } named)
            return await _file.TokenAsync(named, KeyFileVariable, cancellationToken).ConfigureAwait(false);
        trail.Add(KeyFileVariable, "not set");

        if (WellKnownFile() is { } known)
        {
            if (File.Exists(known))
                return await _file.TokenAsync(known, "gcloud", cancellationToken).ConfigureAwait(false);
            trail.Add(known, "no such file");
        }

        return await _metadata.TokenAsync(trail, cancellationToken).ConfigureAwait(false);
    }

    private string? WellKnownFile()
    {
        var folder = environment.Get("CLOUDSDK_CONFIG")
            ?? (OperatingSystem.IsWindows() && environment.Get("APPDATA") is { } data ? Path.Combine(data, "gcloud") : environment.InHome(".config", "gcloud"));
        return folder is null ? null : Path.Combine(folder, "application_default_credentials.json");
    }
}
