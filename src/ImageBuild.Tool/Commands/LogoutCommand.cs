using System.CommandLine;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild logout HOST</c>: removes a login.</summary>
internal static class LogoutCommand
{
    public static Command Create()
    {
        var host = new Argument<string>("HOST") { Description = "The registry." };
        var command = new Command("logout", "Removes the login for a registry from the Docker configuration file.") { host };
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var registry = ImageReference.NormaliseRegistry(ReferenceGrammar.RequireRegistry(arguments.GetRequiredValue(host)));
            var removed = await new DockerConfigWriter(CredentialEnvironment.OfThisProcess()).EraseAsync(registry, cancellationToken).ConfigureAwait(false);
            log.Info(removed is null ? $"There was no login for {registry}." : $"Removed the login for {registry} from {removed}.");
            return 0;
        });
        return command;
    }
}
