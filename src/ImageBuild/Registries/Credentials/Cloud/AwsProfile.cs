using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>The profile AWS_PROFILE names in AWS' shared files, else "default": keys, a role, a web identity, or a credential process.</summary>
/// <remarks>
/// Profiles that sign in through a browser need a conversation with AWS that the AWS command line does better; they end in an
/// error that says so, because a silent next try would log in as someone else.
/// </remarks>
internal sealed class AwsProfile(CredentialEnvironment environment, CloudHttp http) : IAwsCredentialProvider
{
    /// <summary>Roles that lead to roles; more of them than this are a circle.</summary>
    private const int MaxRoles = 8;

    private readonly AwsTokenService _tokens = new(environment, http);
    private readonly AwsCredentialProcess _process = new(environment);

    private string? CredentialsFile => environment.Get("AWS_SHARED_CREDENTIALS_FILE") ?? environment.InHome(".aws", "credentials");

    private string? ConfigFile => environment.Get("AWS_CONFIG_FILE") ?? environment.InHome(".aws", "config");

    /// <inheritdoc />
    public async Task<AwsCredentials?> FindAsync(string region, SearchTrail trail, CancellationToken cancellationToken)
    {
        var name = environment.Get("AWS_PROFILE") ?? environment.Get("AWS_DEFAULT_PROFILE") ?? "default";
        if (await SettingsAsync(name, cancellationToken).ConfigureAwait(false) is { } settings)
            return await FromAsync(name, settings, region, trail, MaxRoles, cancellationToken).ConfigureAwait(false);
        if (environment.Get("AWS_PROFILE") is not null)
            throw Absent("AWS_PROFILE", name);
        trail.Add(SourceOf(name), "not configured");
        return null;
    }

    private static string SourceOf(string name) => $"AWS profile '{name}'";

    private async Task<AwsCredentials?> FromAsync(
        string name, Dictionary<string, string> settings, string region, SearchTrail trail, int roles, CancellationToken cancellationToken)
    {
        var source = SourceOf(name);
        if (settings.TryGetValue("role_arn", out var arn))
            return await AssumeAsync(name, new AwsRole(arn, settings.GetValueOrDefault("role_session_name"), source), settings, region, trail, roles, cancellationToken).ConfigureAwait(false);
        if (KeysIn(settings, source) is { } keys)
            return keys;
        if (settings.Keys.Any(key => key.StartsWith("sso_", StringComparison.OrdinalIgnoreCase) || key == "login_session"))
            throw NeedsAwsTools(source, "signs in through a browser", region);
        if (settings.TryGetValue("credential_process", out var command))
            return await _process.RunAsync(command, source, cancellationToken).ConfigureAwait(false);
        trail.Add(source, "has no keys");
        return null;
    }

    /// <remarks>AWS SDKs reference guide, "Assume role credential provider": the token first, then source_profile or credential_source.</remarks>
    private async Task<AwsCredentials> AssumeAsync(
        string name, AwsRole role, Dictionary<string, string> settings, string region, SearchTrail trail, int roles, CancellationToken cancellationToken)
    {
        if (settings.TryGetValue("web_identity_token_file", out var file))
            return await _tokens.AssumeAsync(role, file, region, cancellationToken).ConfigureAwait(false);
        if (settings.ContainsKey("mfa_serial"))
            throw NeedsAwsTools(role.Source, "wants a code from a device", region);
        if (roles == 0)
            throw ErrorCodes.CloudIdentityUnusable.Error($"The {role.Source} stands at the end of {MaxRoles} others that each name the next in 'source_profile'.", "Break the circle.");
        var keys = settings.TryGetValue("source_profile", out var sourceProfile)
            ? await SourceAsync(name, sourceProfile, settings, region, trail, roles - 1, cancellationToken).ConfigureAwait(false)
            : await ProviderOf(role, settings).FindAsync(region, trail, cancellationToken).ConfigureAwait(false);
        if (keys is null)
            throw ErrorCodes.CloudIdentityUnusable.Error($"The {role.Source} takes on a role, but where its keys should come from there are none.");
        return await _tokens.AssumeAsync(
            role with { ExternalId = settings.GetValueOrDefault("external_id"), DurationSeconds = settings.GetValueOrDefault("duration_seconds") },
            keys,
            region,
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<AwsCredentials?> SourceAsync(
        string name, string sourceProfile, Dictionary<string, string> settings, string region, SearchTrail trail, int roles, CancellationToken cancellationToken)
    {
        // A profile may name itself when it has keys beside the role.
        if (sourceProfile == name)
            return KeysIn(settings, SourceOf(name));
        var source = await SettingsAsync(sourceProfile, cancellationToken).ConfigureAwait(false) ?? throw Absent($"'source_profile' of the {SourceOf(name)}", sourceProfile);
        return await FromAsync(sourceProfile, source, region, trail, roles, cancellationToken).ConfigureAwait(false);
    }

    private IAwsCredentialProvider ProviderOf(AwsRole role, Dictionary<string, string> settings) => settings.GetValueOrDefault("credential_source") switch
    {
        "Environment" => new AwsEnvironmentKeys(environment),
        "Ec2InstanceMetadata" => new AwsInstanceMetadata(environment, http),
        "EcsContainer" => new AwsContainerEndpoint(environment, http),
        null => throw ErrorCodes.CloudIdentityUnusable.Error($"The {role.Source} takes on a role, but names neither 'source_profile' nor 'credential_source'."),
        var other => throw ErrorCodes.CloudIdentityUnusable.Error($"The {role.Source} names the credential source '{other}', which is not known."),
    };

    private static AwsCredentials? KeysIn(Dictionary<string, string> settings, string source) =>
        settings.TryGetValue("aws_access_key_id", out var id) && settings.TryGetValue("aws_secret_access_key", out var secret) && id.Length > 0 && secret.Length > 0
            ? new AwsCredentials(id, secret, settings.GetValueOrDefault("aws_session_token"), source)
            : null;

    private ImageBuildException Absent(string what, string name) =>
        ErrorCodes.CloudIdentityUnusable.Error($"{what} names the profile '{name}', which is in neither {CredentialsFile} nor {ConfigFile}.");

    private static ImageBuildException NeedsAwsTools(string source, string what, string region) => ErrorCodes.CloudIdentityUnusable.Error(
        $"The {source} {what}, which is not built in.",
        $"Run 'aws ecr get-login-password --region {region} | imagebuild login REGISTRY --username AWS --password-stdin', "
        + "run the build through 'aws configure export-credentials', or install the helper docker-credential-ecr-login.");

    /// <summary>What both files say about a profile; null where neither knows it. The credentials file wins, as in AWS' own tools.</summary>
    private async Task<Dictionary<string, string>?> SettingsAsync(string name, CancellationToken cancellationToken)
    {
        var config = await ReadAsync(ConfigFile, section => section == $"profile {name}" || (name == "default" && section == name), cancellationToken)
            .ConfigureAwait(false);
        var credentials = await ReadAsync(CredentialsFile, section => section == name, cancellationToken).ConfigureAwait(false);
        if (config is null && credentials is null)
            return null;
        var settings = new Dictionary<string, string>(config ?? [], StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in credentials ?? [])
            settings[key] = value;
        return settings;
    }

    private static async Task<Dictionary<string, string>?> ReadAsync(string? path, Func<string, bool> isSection, CancellationToken cancellationToken)
    {
        if (path is null || !File.Exists(path))
            return null;
        try
        {
            return AwsProfileFile.Section(await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false), isSection);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ErrorCodes.CloudIdentityUnusable.Error($"{path} cannot be read: {exception.Message}", inner: exception);
        }
    }
}
