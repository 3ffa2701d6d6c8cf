using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials;

/// <summary>Talks to docker credential helpers, programs named docker-credential-NAME.</summary>
/// <remarks>
/// The verb is the only argument, the request goes to standard input, the answer comes from standard output. A helper
/// prints its errors to standard output too and ends with 1. Answers are remembered for some minutes, in memory only:
/// a push asks for the same login many times, and a helper may take a second.
/// </remarks>
internal sealed partial class CredentialHelper(CredentialEnvironment environment)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    /// <summary>What helpers print when they simply have no login, compared after trimming, as docker does.</summary>
    private static readonly string[] NothingFound =
    [
        "credentials not found in native keychain",
        "no credentials server URL",
        "no credentials username",
    ];

    private readonly ExpiringCache<(Credential? Login, string Outcome)> _answers = new(environment.Time);

    /// <summary>The program behind a helper's name.</summary>
    public static string Program(string name) => $"docker-credential-{name}";

    /// <summary>Asks for a login; null where the helper has none.</summary>
    /// <param name="name">The helper's name as the file gives it.</param>
    /// <param name="serverAddress">The registry as docker writes it.</param>
    /// <param name="namedBy">The file that names the helper, for messages.</param>
    /// <param name="trail">Learns why nothing was found.</param>
    /// <param name="cancellationToken">Ends the helper.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CredentialHelperMissing"/>, <see cref="ErrorCodes.CredentialHelperFailed"/>.</exception>
    public async ValueTask<Credential?> GetAsync(
        string name, string serverAddress, string namedBy, SearchTrail trail, CancellationToken cancellationToken)
    {
        var (login, outcome) = await _answers.GetAsync($"{name} {serverAddress}", Ask, cancellationToken).ConfigureAwait(false);
        if (login is null)
            trail.Add($"{Program(name)} for '{serverAddress}'", outcome);
        return login;

        async Task<((Credential? Login, string Outcome) Value, DateTimeOffset Until)> Ask(CancellationToken token)
        {
            var result = await RunAsync(name, "get", serverAddress, serverAddress, namedBy, token).ConfigureAwait(false);
            return (Answer(name, serverAddress, result), environment.Time.GetUtcNow() + Remembered);
        }
    }

    /// <summary>Hands a login to the helper.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CredentialHelperMissing"/>, <see cref="ErrorCodes.CredentialHelperFailed"/>.</exception>
    public async Task StoreAsync(
        string name, string serverAddress, string userName, string secret, string namedBy, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["ServerURL"] = serverAddress, ["Username"] = userName, ["Secret"] = secret };
        var result = await RunAsync(name, "store", request.ToJsonString(), serverAddress, namedBy, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
            throw Failed(name, "store", serverAddress, result);
    }

    /// <summary>Makes the helper forget a login; false where it had none.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CredentialHelperMissing"/>, <see cref="ErrorCodes.CredentialHelperFailed"/>.</exception>
    public async Task<bool> EraseAsync(string name, string serverAddress, string namedBy, CancellationToken cancellationToken)
    {
        var result = await RunAsync(name, "erase", serverAddress, serverAddress, namedBy, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 && !NothingFound.Contains(result.Output.Trim(), StringComparer.Ordinal))
            throw Failed(name, "erase", serverAddress, result);
        return result.ExitCode == 0;
    }

    private static (Credential? Login, string Outcome) Answer(string name, string serverAddress, ProcessResult result)
    {
        if (result.ExitCode != 0)
        {
            // ecr-login says "not found" whatever went wrong and gives the reason on standard error only.
            return NothingFound.Contains(result.Output.Trim(), StringComparer.Ordinal)
                ? (null, result.Error.Trim().Length > 0 ? $"no login: {MessageText.Clean(result.Error)}" : "no login")
                : throw Failed(name, "get", serverAddress, result);
        }

        try
        {
            using var answer = JsonDocument.Parse(result.Output);
            var user = answer.RootElement.GetProperty("Username").GetString() ?? "";
            var secret = answer.RootElement.GetProperty("Secret").GetString() ?? "";
            return (user, secret) switch
            {
                (_, "") => (null, "no login"),
                (VariablePair.TokenUser, _) => (new Credential.IdentityToken(secret, Program(name)), ""),
                _ => (new Credential.Basic(user, secret, Program(name)), ""),
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // No inner exception: its text may quote the answer.
            throw ErrorCodes.CredentialHelperFailed.Error(
                $"'{Program(name)} get' for '{serverAddress}' answered something that is not a login.");
        }
    }

    private static ImageBuildException Failed(string name, string verb, string serverAddress, ProcessResult result)
    {
        // Errors come on standard output, but so do logins: anything that looks like JSON is not repeated.
        var said = result.Output.Contains('{', StringComparison.Ordinal) ? result.Error : $"{result.Output} {result.Error}";
        return ErrorCodes.CredentialHelperFailed.Error(
            $"'{Program(name)} {verb}' for '{serverAddress}' ended with exit code {result.ExitCode}: {MessageText.Clean(said)}");
    }

    private async Task<ProcessResult> RunAsync(
        string name, string verb, string input, string serverAddress, string namedBy, CancellationToken cancellationToken)
    {
        if (!ValidName().IsMatch(name))
            throw ErrorCodes.CredentialHelperFailed.Error($"{namedBy} names a credential helper with characters that are not allowed.");
        var program = ExecutableFinder.Find(Program(name), environment.Get("PATH"))
            ?? throw ErrorCodes.CredentialHelperMissing.Error(
                $"The login for '{serverAddress}' is kept by '{Program(name)}', says {namedBy}, but no folder of PATH holds that program.");

        using var limit = new CancellationTokenSource(environment.HelperTimeout, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await environment.Processes.RunAsync(new ProcessRequest(program, [verb], input), both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ErrorCodes.CredentialHelperFailed.Error(
                $"'{Program(name)} {verb}' for '{serverAddress}' did not end within {environment.HelperTimeout.TotalSeconds:0} seconds.");
        }
        catch (Win32Exception exception)
        {
            throw ErrorCodes.CredentialHelperFailed.Error($"'{program}' cannot be started: {exception.Message}", inner: exception);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]+\z")]
    private static partial Regex ValidName();
}
