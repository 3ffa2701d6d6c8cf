using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>An Entra token for an application: by its secret, or by the token of a federated workload.</summary>
/// <remarks>The variables are those of Azure's SDKs ("EnvironmentCredential", "WorkloadIdentityCredential").</remarks>
internal sealed class EntraToken(CredentialEnvironment environment, CloudHttp http)
{
    private const string Name = "AZURE_CLIENT_ID and AZURE_TENANT_ID";
    private const string FileVariable = "AZURE_FEDERATED_TOKEN_FILE";

    /// <summary>Gets a token; null where the variables are not set.</summary>
    /// <param name="registry">The registry; its suffix tells the cloud, where AZURE_AUTHORITY_HOST does not.</param>
    /// <param name="trail">Learns why there is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudIdentityUnusable"/>, <see cref="ErrorCodes.CloudLoginFailed"/>.</exception>
    public async Task<AccessToken?> GetAsync(string registry, SearchTrail trail, CancellationToken cancellationToken)
    {
        if (environment.Get("AZURE_CLIENT_ID") is not { } client || environment.Get("AZURE_TENANT_ID") is not { } tenant)
        {
            trail.Add(Name, "not set");
            return null;
        }

        if (environment.Get("AZURE_CLIENT_SECRET") is { } secret)
            return await AskAsync(registry, tenant, client, [("client_secret", secret)], cancellationToken).ConfigureAwait(false);
        if (environment.Get(FileVariable) is { } file)
        {
            var assertion = await IdentityFile.ReadAsync(file, FileVariable, cancellationToken).ConfigureAwait(false);
            return await AskAsync(
                registry,
                tenant,
                client,
                [("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion)],
                cancellationToken).ConfigureAwait(false);
        }

        trail.Add("AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE", "not set");
        return null;
    }

    private async Task<AccessToken> AskAsync(
        string registry, string tenant, string client, (string Name, string? Value)[] proof, CancellationToken cancellationToken)
    {
        var address = new Uri(Authority(registry), $"{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token");
        var response = await http.SendAsync(
            () => CloudHttp.Form(
                address,
                [("grant_type", "client_credentials"), ("client_id", client), ("scope", $"{ManagedIdentity.Audience}/.default"), .. proof]),
            $"Asking {address.Host} for a token",
            cancellationToken).ConfigureAwait(false);
        return AccessToken.From(response, environment.Time.GetUtcNow(), $"Azure client {client}")
            ?? throw ErrorCodes.CloudLoginFailed.Error(
                $"{address.Host} gave no token for the client {client}: {response.Describe()}.",
                "Check AZURE_TENANT_ID and that the client's secret or federated credential is valid.");
    }

    private Uri Authority(string registry)
    {
        var usual = registry[(registry.LastIndexOf('.') + 1)..] switch
        {
            "cn" => "https://login.chinacloudapi.cn",
            "us" => "https://login.microsoftonline.us",
            "de" => "https://login.microsoftonline.de",
            _ => "https://login.microsoftonline.com",
        };
        var text = environment.Get("AZURE_AUTHORITY_HOST") ?? usual;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme == "https"
            ? uri
            : throw ErrorCodes.CloudIdentityUnusable.Error("AZURE_AUTHORITY_HOST is not an https address.");
    }
}
