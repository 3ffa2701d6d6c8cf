using System.ComponentModel;
using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Runs the program a profile names in credential_process and reads the keys it prints.</summary>
/// <remarks>Format: AWS CLI User Guide, "Sourcing credentials with an external process". Run without a shell, as the AWS command line does.</remarks>
internal sealed class AwsCredentialProcess(CredentialEnvironment environment)
{
    /// <summary>Runs it.</summary>
    /// <param name="command">The command line; quotes keep words together.</param>
    /// <param name="source">The profile, for messages.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudIdentityUnusable"/>.</exception>
    public async Task<AwsCredentials> RunAsync(string command, string source, CancellationToken cancellationToken)
    {
        var words = Split(command);
        var program = words.Count == 0 ? null
            : Path.IsPathFullyQualified(words[0]) ? words[0]
            : ExecutableFinder.Find(words[0], environment.Get("PATH"));
        if (program is null)
            throw ErrorCodes.CloudIdentityUnusable.Error($"The program in 'credential_process' of the {source} is in no folder of PATH.");

        using var limit = new CancellationTokenSource(environment.HelperTimeout, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var request = new ProcessRequest(program, [.. words.Skip(1)], "");
            var result = await environment.Processes.RunAsync(request, both.Token).ConfigureAwait(false);
            if (result.ExitCode != 0)
                throw Failed($"ended with exit code {result.ExitCode}: {MessageText.Clean(result.Error)}");
            return AwsCredentials.FromJson(result.Output, "SessionToken", source) ?? throw Failed("printed no keys.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"did not end within {environment.HelperTimeout.TotalSeconds:0} seconds.");
        }
        catch (Win32Exception exception)
        {
            throw Failed($"cannot be started: {exception.Message}");
        }

        ImageBuildException Failed(string why) =>
            ErrorCodes.CloudIdentityUnusable.Error($"The credential process '{Path.GetFileName(program)}' of the {source} {why}");
    }

    /// <summary>Words at white space; double quotes keep white space, a backslash before a quote keeps the quote.</summary>
    internal static IReadOnlyList<string> Split(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quoted, started) = (false, false);
        for (var index = 0; index < command.Length; index++)
        {
            var character = command[index];
            if (character == '\\' && index + 1 < command.Length && command[index + 1] == '"')
            {
                word.Append(command[++index]);
                started = true;
            }
            else if (character == '"')
            {
                quoted = !quoted;
                started = true;
            }
            else if (char.IsWhiteSpace(character) && !quoted)
            {
                if (started)
                    words.Add(word.ToString());
                word.Clear();
                started = false;
            }
            else
            {
                word.Append(character);
                started = true;
            }
        }

        if (started)
            words.Add(word.ToString());
        return words;
    }
}
