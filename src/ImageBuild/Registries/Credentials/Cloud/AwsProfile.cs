using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>The profile AWS_PROFILE names in AWS' shared files, else "default": keys, a web identity, or a credential process.</summary>
/// <remarks>
/// Profiles that sign in through a browser or assume a role from another profile need a conversation with AWS that the AWS
/// command line does better; they end in an error that says so, because a silent next try would log in as someone else.
/// </remarks>
internal sealed class AwsProfile(CredentialEnvironment environment, CloudHttp http) : IAwsCredentialProvider
{
    private readonly AwsWebIdentity _webIdentity = new(environment, http);
    private readonly AwsCredentialProcess _process = new(environment);

    private string Profile => environment.Get("AWS_PROFILE") ?? environment.Get("AWS_DEFAULT_PROFILE") ?? "default";

    private string? CredentialsFile => environment.Get("AWS_SHARED_CREDENTIALS_FILE") ?? environment.InHome(".aws", "credentials");

    private string? ConfigFile => environment.Get("AWS_CONFIG_FILE") ?? environment.InHome(".aws", "config");

    private string Source => $"AWS profile '{Profile}'";

    /// <inheritdoc />
    public async Task<AwsCredentials?> FindAsync(string region, SearchTrail trail, CancellationToken cancellationToken)
    {
        var name = Profile;
        var config = await ReadAsync(ConfigFile, section => section == $"profile {name}" || (name == "default" && section == name), cancellationToken)
            .ConfigureAwait(false);
        var credentials = await ReadAsync(CredentialsFile, section => section == name, cancellationToken).ConfigureAwait(false);
        if (config is null && credentials is null)
        {
            if (environment.Get("AWS_PROFILE") is not null)
                throw ErrorCodes.CloudIdentityUnusable.Error($"AWS_PROFILE names the profile '{name}', which is in neither {CredentialsFile} nor {ConfigFile}.");
            trail.Add(Source, "not configured");
            return null;
        }

        // Where both files know the profile, the credentials file wins, as in AWS' own tools.
        var settings = new Dictionary<string, string>(config ?? [], StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in credentials ?? [])
            settings[key] = value;
        return await FromAsync(settings, region, trail, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AwsCredentials?> FromAsync(
        Dictionary<string, string> settings, string region, SearchTrail trail, CancellationToken cancellationToken)
    {
        if (settings.TryGetValue("role_arn", out var role))
        {
            return settings.TryGetValue("web_identity_token_file", out var file)
                ? await _webIdentity.AssumeAsync(role, file, settings.GetValueOrDefault("role_session_name"), Source, region, cancellationToken).ConfigureAwait(false)
                : throw NeedsAwsTools("assumes a role", region);
        }

        if (settings.TryGetValue("aws_access_key_id", out var id) && settings.TryGetValue("aws_secret_access_key", out var secret)
            && id.Length > 0 && secret.Length > 0)
        {
            return new AwsCredentials(id, secret, settings.GetValueOrDefault("aws_session_token"), Source);
        }

        if (settings.Keys.Any(key => key.StartsWith("sso_", StringComparison.OrdinalIgnoreCase) || key == "login_session"))
            throw NeedsAwsTools("signs in through a browser", region);
        if (settings.TryGetValue("credential_process", out var command))
            return await _process.RunAsync(command, Source, cancellationToken).ConfigureAwait(false);
        trail.Add(Source, "has no keys");
        return null;
    }

    private ImageBuildException NeedsAwsTools(string what, string region) => ErrorCodes.CloudIdentityUnusable.Error(
        $"The {Source} {what}, which is not built in.",
        $"Run 'aws ecr get-login-password --region {region} | imagebuild login REGISTRY --username AWS --password-stdin', "
        + "run the build through 'aws configure export-credentials', or install the helper docker-credential-ecr-login.");

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
