using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Registries;

/// <summary>Registries as a shell uses them: with the options the environment states and the logins this machine has.</summary>
public sealed class RegistryAccess : IDisposable
{
    private readonly CredentialEnvironment _environment;

    private RegistryAccess(RegistryClients clients, CredentialEnvironment environment) => (Clients, _environment) = (clients, environment);

    /// <summary>The clients.</summary>
    public RegistryClients Clients { get; }

    /// <summary>Prepares access; nothing is looked up or sent yet.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="targets">The registries this run writes to. A login that names no registry is used where they are one; empty for none known.</param>
    /// <param name="baseRegistry">The registry a base image or a copy comes from; null for none.</param>
    /// <param name="log">Told what is done.</param>
    public static RegistryAccess Create(Func<string, string?> environment, IEnumerable<string> targets, string? baseRegistry, IBuildLog log)
    {
        var credentials = CredentialEnvironment.OfThisProcess();
        var search = new CredentialSearch(credentials, new CredentialSearchOptions { TargetRegistries = [.. targets], BaseRegistry = baseRegistry });
        // Later, because a build that talks to no registry has no use for a login file, not even for a damaged one.
        var options = new Lazy<RegistryOptions>(() => RegistryOptions.FromEnvironment(environment) with { Headers = search.HttpHeaders() });
        return new RegistryAccess(new RegistryClients(options, search, log), credentials);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Clients.Dispose();
        _environment.Http.Dispose();
        _environment.DirectHttp.Dispose();
    }
}
