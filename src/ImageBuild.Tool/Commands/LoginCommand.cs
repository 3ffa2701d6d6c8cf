using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;
using Spectre.Console;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild login HOST</c>: checks a login and stores it where docker and podman find it too.</summary>
internal static class LoginCommand
{
    public static Command Create()
    {
        var host = new Argument<string>("HOST") { Description = "The registry, such as ghcr.io or localhost:5000." };
        var user = new Option<string?>("--username", "-u") { Description = "The user name." };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Reads the password from standard input." };
        var command = new Command("login", "Checks a login and stores it in the Docker configuration file.") { host, user, fromInput };
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var registry = ImageReference.NormaliseRegistry(ReferenceGrammar.RequireRegistry(arguments.GetRequiredValue(host)));
            var credential = await AskAsync(arguments.GetValue(user), arguments.GetValue(fromInput), cancellationToken).ConfigureAwait(false);
            var options = RegistryOptions.FromEnvironment(Environment.GetEnvironmentVariable);
            using (var client = new RegistryClient(registry, options, new GivenCredential(credential), log))
                await client.PingAsync(CredentialPurpose.Push, cancellationToken).ConfigureAwait(false);
            var stored = await new DockerConfigWriter(CredentialEnvironment.OfThisProcess()).StoreAsync(registry, credential, cancellationToken).ConfigureAwait(false);
            log.Info($"Logged in to {registry} as {credential.UserName}; stored in {stored}.");
            return 0;
        });
        return command;
    }

    private static async Task<Credential.Basic> AskAsync(string? user, bool fromInput, CancellationToken cancellationToken)
    {
        var isInteractive = !Console.IsInputRedirected && !fromInput;
        if ((user is null || !fromInput) && !isInteractive)
            throw ErrorCodes.InvalidValue.Error("There is nobody to ask for the user name and password.", "Write: echo $PASSWORD | imagebuild login HOST --username USER --password-stdin");
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        user ??= await console.PromptAsync(new TextPrompt<string>("User name:"), cancellationToken).ConfigureAwait(false);
        var password = fromInput
            ? (await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).TrimEnd('\r', '\n')
            : await console.PromptAsync(new TextPrompt<string>("Password:").Secret(), cancellationToken).ConfigureAwait(false);
        return new Credential.Basic(user, password, "imagebuild login");
    }

    private sealed class GivenCredential(Credential credential) : ICredentialSource
    {
        public ValueTask<Credential?> FindAsync(string host, string repository, CredentialPurpose purpose, CancellationToken cancellationToken) =>
            ValueTask.FromResult<Credential?>(credential);
    }
}
