using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials;

/// <summary>Stores and removes logins where docker does, for "imagebuild login" and "imagebuild logout". Nothing else of ours ever writes one.</summary>
/// <remarks>
/// The file stays the user's: unknown content and the order of keys are kept. Where it names a credential helper for the
/// registry, the helper gets the login and the file an empty entry, as docker does.
/// </remarks>
public sealed class DockerConfigWriter
{
    private static readonly JsonWriterOptions Format = new()
    {
        // docker indents with tabs; escaping more than JSON needs would change text that is not ours.
        Indented = true,
        IndentCharacter = '\t',
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly CredentialEnvironment _environment;
    private readonly CredentialHelper _helper;

    /// <summary>Prepares; touches nothing.</summary>
    public DockerConfigWriter(CredentialEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = environment;
        _helper = new CredentialHelper(environment);
    }

    /// <summary>Stores a login.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="credential">A user name and password, or an identity token.</param>
    /// <param name="cancellationToken">Stops before anything is half-written.</param>
    /// <returns>Where the login is now: the file, or the helper.</returns>
    /// <exception cref="ImageBuildException">IB3080, IB3082, IB3083, <see cref="ErrorCodes.LoginNotStored"/>.</exception>
    public async Task<string> StoreAsync(string host, Credential credential, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var (user, secret) = credential switch
        {
            Credential.Basic basic => (basic.UserName, basic.Password),
            Credential.IdentityToken token => (VariablePair.TokenUser, token.Token),
            _ => throw new ArgumentException("Only a user name with a password or an identity token can be stored.", nameof(credential)),
        };
        var query = Query(host);
        var (path, root) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var helper = Helper(path, root, query);
        if (helper is not null)
            await _helper.StoreAsync(helper, query.Key, user, secret, path, cancellationToken).ConfigureAwait(false);

        if (root["auths"] is not JsonObject auths)
            root["auths"] = auths = [];
        RemoveOthers(auths, query);
        auths[query.Key] = helper is not null ? [] : Entry(credential);
        await WriteAsync(path, root, cancellationToken).ConfigureAwait(false);
        return helper is null ? path : CredentialHelper.Program(helper);
    }

    /// <summary>Removes the login of a registry.</summary>
    /// <param name="host">The registry.</param>
    /// <param name="cancellationToken">Stops before anything is half-written.</param>
    /// <returns>Where it was; null where there was none.</returns>
    /// <exception cref="ImageBuildException">IB3080, IB3082, IB3083, <see cref="ErrorCodes.LoginNotStored"/>.</exception>
    public async Task<string?> EraseAsync(string host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var query = Query(host);
        var (path, root) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var erased = false;
        if (Helper(path, root, query) is { } helper)
        {
            foreach (var address in RegistryHosts.ServerAddresses(query.Host))
                erased |= await _helper.EraseAsync(helper, address, path, cancellationToken).ConfigureAwait(false);
            if (erased && !HasEntry(root, query))
                return CredentialHelper.Program(helper);
        }

        if (!HasEntry(root, query))
            return null;
        var auths = (JsonObject)root["auths"]!;
        RemoveOthers(auths, query);
        auths.Remove(query.Key);
        await WriteAsync(path, root, cancellationToken).ConfigureAwait(false);
        return path;
    }

    private static CredentialQuery Query(string host) => new(RegistryHosts.Normalize(host), "", CredentialPurpose.Push);

    private static bool HasEntry(JsonObject root, CredentialQuery query) =>
        root["auths"] is JsonObject auths && auths.Any(member => DockerConfigKey.IsHost(member.Key, query.Host));

    /// <remarks>Another spelling of the same registry would be a second login that one of them, some day, finds first.</remarks>
    private static void RemoveOthers(JsonObject auths, CredentialQuery query)
    {
        foreach (var key in auths.Select(member => member.Key).Where(key => key != query.Key && DockerConfigKey.IsHost(key, query.Host)).ToList())
            auths.Remove(key);
    }

    private static JsonObject Entry(Credential credential) => credential switch
    {
        Credential.Basic basic => new() { ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.UserName}:{basic.Password}")) },
        Credential.IdentityToken token => new() { ["identitytoken"] = token.Token },
        _ => [],
    };

    /// <remarks>Read by the reader as well, so that a damaged file is refused with the same message and nothing in it is lost.</remarks>
    private static string? Helper(string path, JsonObject root, CredentialQuery query)
    {
        var config = DockerConfigReader.Read(path, Encoding.UTF8.GetBytes(root.ToJsonString()));
        return (config.HelperFor(query) ?? config.CredentialStore) is { Length: > 0 } name ? name : null;
    }

    private async Task<(string Path, JsonObject Root)> ReadAsync(CancellationToken cancellationToken)
    {
        var path = DockerConfigFiles.DockerConfigPath(_environment) ?? throw ErrorCodes.LoginNotStored.Error(
            "There is no home folder to keep a login in.", "Set DOCKER_CONFIG to a folder.");
        return (path, await PrivateJsonFile.ReadAsync(path, cancellationToken).ConfigureAwait(false));
    }

    private static Task WriteAsync(string path, JsonObject root, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Format))
            root.WriteTo(writer);
        return PrivateJsonFile.WriteAsync(path, buffer.ToArray(), cancellationToken);
    }
}
