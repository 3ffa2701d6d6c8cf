using ImageBuild.Registries.Credentials.Cloud;

namespace ImageBuild.Registries.Credentials;

/// <summary>One line on how to log in to a registry, by family.</summary>
internal static class LoginAdvice
{
    /// <summary>What to do for this registry.</summary>
    /// <param name="host">The registry, normalised.</param>
    public static string For(string host)
    {
        if (EcrHost.Parse(host) is { } ecr)
            return $"Give the job AWS credentials, or run 'aws ecr get-login-password --region {ecr.Region} | imagebuild login {host} --username AWS --password-stdin' (good for 12 hours).";
        if (EcrHost.IsPublic(host))
            return $"Give the job AWS credentials, or run 'aws ecr-public get-login-password --region us-east-1 | imagebuild login {host} --username AWS --password-stdin'.";
        if (GoogleLogin.IsGoogle(host))
            return $"Give the job Google credentials, or run 'gcloud auth print-access-token | imagebuild login {host} --username oauth2accesstoken --password-stdin' (good for one hour).";
        if (AcrLogin.IsAcr(host))
            return $"Give the job an Azure identity, or run 'az acr login --name {host[..host.IndexOf('.', StringComparison.Ordinal)]}' (good for three hours).";
        return host switch
        {
            GitHubLogin.Registry => "In GitHub Actions pass GITHUB_TOKEN to the step and allow 'packages: write'; elsewhere run 'imagebuild login ghcr.io' with a classic personal access token.",
            RegistryHosts.DockerHub => "Run 'imagebuild login docker.io' with your user name and an access token.",
            _ => $"Run 'imagebuild login {host}', or set IMAGEBUILD_REGISTRY_{RegistryHosts.VariablePart(host)}_USER and _PASSWORD.",
        };
    }
}
