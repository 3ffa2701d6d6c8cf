namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>The token of the service account a Google machine, pod or job runs as.</summary>
internal sealed class GoogleMetadata(CredentialEnvironment environment, CloudHttp http)
{
    private const string Name = "Google metadata service";
    private const string Flavor = "Metadata-Flavor";

    /// <summary>Gets it; null outside Google's cloud.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">The service is there but stopped answering.</exception>
    public async Task<AccessToken?> TokenAsync(SearchTrail trail, CancellationToken cancellationToken)
    {
        if (string.Equals(environment.Get("NO_GCE_CHECK"), "true", StringComparison.OrdinalIgnoreCase))
        {
            trail.Add(Name, "disabled by NO_GCE_CHECK");
            return null;
        }

        var host = environment.Get("GCE_METADATA_HOST") ?? "metadata.google.internal";
        if (!Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var service))
        {
            trail.Add(Name, "GCE_METADATA_HOST is not a host name");
            return null;
        }

        // A token can take seconds, so a quick question comes first. The service marks its answers; without the mark it was
        // some other machine that answers to anything.
        var probe = await http.ProbeAsync(() => CloudHttp.Get(service, Flavor, "Google"), cancellationToken).ConfigureAwait(false);
        if (probe?.Header(Flavor) != "Google")
        {
            trail.Add(Name, probe is null ? "no answer" : "another server answered");
            return null;
        }

        var address = new Uri(service, "computeMetadata/v1/instance/service-accounts/default/token");
        var response = await http.SendDirectAsync(
            () => CloudHttp.Get(address, Flavor, "Google"), $"Asking the {Name}", cancellationToken).ConfigureAwait(false);
        var token = AccessToken.From(response, environment.Time.GetUtcNow(), Name);
        if (token is null)
            trail.Add(Name, $"no service account: {response.Describe()}");
        return token;
    }
}
