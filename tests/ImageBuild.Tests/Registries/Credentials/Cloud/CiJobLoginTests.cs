using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

/// <summary>The logins CI systems put into a job's environment: each for its own registry only.</summary>
public sealed class CiJobLoginTests : IDisposable
{
    private readonly TestMachine _machine = new();

    [Theory]
    [InlineData("true", "ghcr.io", true)]
    [InlineData(null, "ghcr.io", false)]
    [InlineData("false", "ghcr.io", false)]
    [InlineData("true", "ghcr.io.evil.example", false)]
    [InlineData("true", "ghcr.io:5000", false)]
    [InlineData("true", "docker.io", false)]
    [InlineData("true", "docker.pkg.github.com", false)]
    public async Task A_GitHub_token_is_for_ghcr_inside_Actions(string? actions, string host, bool found)
    {
        _machine["GITHUB_ACTIONS"] = actions;
        _machine["GITHUB_ACTOR"] = "octocat";
        _machine["GITHUB_TOKEN"] = TestMachine.Secret;

        var result = await _machine.FindAsync(host);

        Assert.Equal(found ? "octocat:s3cr3t" : "none", Logins.Show(result.Credential));
    }

    [Fact]
    public async Task A_GitHub_job_without_the_token_is_told_so()
    {
        _machine["GITHUB_ACTIONS"] = "true";
        _machine["GITHUB_ACTOR"] = "octocat";

        Assert.Contains("GITHUB_ACTOR and GITHUB_TOKEN (GITHUB_TOKEN is not set)", (await _machine.FindAsync("ghcr.io")).Describe(), StringComparison.Ordinal);
    }

    [Theory]
    // CI_REGISTRY, registry, found
    [InlineData("registry.gitlab.com", "registry.gitlab.com", true)]
    [InlineData("registry.example.com:5050", "registry.example.com:5050", true)]
    [InlineData("registry.example.com:5050", "registry.example.com", false)]
    [InlineData("registry.gitlab.com", "gitlab.com", false)]
    [InlineData("registry.gitlab.com", "docker.io", false)]
    [InlineData(null, "registry.gitlab.com", false)]
    public async Task A_GitLab_jobs_login_is_for_the_registry_it_names(string? named, string host, bool found)
    {
        _machine["CI_REGISTRY"] = named;
        _machine["CI_REGISTRY_USER"] = "gitlab-ci-token";
        _machine["CI_REGISTRY_PASSWORD"] = TestMachine.Secret;

        Assert.Equal(found ? "gitlab-ci-token:s3cr3t" : "none", Logins.Show((await _machine.FindAsync(host)).Credential));
    }

    [Fact]
    public async Task GitLabs_three_logins_are_tried_in_order()
    {
        _machine["CI_REGISTRY"] = "registry.gitlab.com";
        _machine["CI_REGISTRY_USER"] = "registry";
        _machine["CI_REGISTRY_PASSWORD"] = "1";
        _machine["CI_JOB_TOKEN"] = "2";
        _machine["CI_DEPLOY_USER"] = "deploy";
        _machine["CI_DEPLOY_PASSWORD"] = "3";

        var order = new List<string>();
        foreach (var take in (string[])["CI_REGISTRY_PASSWORD", "CI_JOB_TOKEN", "CI_DEPLOY_PASSWORD", "CI_REGISTRY"])
        {
            order.Add(Logins.Show((await _machine.FindAsync("registry.gitlab.com")).Credential));
            _machine[take] = null;
        }

        Assert.Equal(["registry:1", "gitlab-ci-token:2", "deploy:3", "none"], order);
    }

    [Fact]
    public async Task GitLabs_dependency_proxy_has_its_own_login()
    {
        _machine["CI_REGISTRY"] = "registry.gitlab.com";
        _machine["CI_REGISTRY_USER"] = "registry";
        _machine["CI_REGISTRY_PASSWORD"] = "1";
        _machine["CI_DEPENDENCY_PROXY_SERVER"] = "gitlab.com:443";
        _machine["CI_DEPENDENCY_PROXY_USER"] = "proxy";
        _machine["CI_DEPENDENCY_PROXY_PASSWORD"] = "2";

        Assert.Equal("proxy:2", Logins.Show((await _machine.FindAsync("gitlab.com", CredentialPurpose.Pull)).Credential));
    }

    public void Dispose() => _machine.Dispose();
}
