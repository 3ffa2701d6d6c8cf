namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>The clouds whose logins are built in. No cloud's SDK is needed: each login is two or three documented requests.</summary>
internal static class CloudLogins
{
    /// <summary>All of them; at most one handles a given registry, GitLab's excepted, whose host is anything its variables name.</summary>
    public static IReadOnlyList<ICloudLogin> All(CredentialEnvironment environment)
    {
        var http = new CloudHttp(environment);
        var aws = new AwsCredentialChain(environment, http);
        return
        [
            new EcrLogin(environment, http, aws),
            new EcrPublicLogin(environment, http, aws),
            new GoogleLogin(environment, http),
            new AcrLogin(environment, http),
            new GitHubLogin(environment),
            new GitLabLogin(environment),
        ];
    }
}
