using System.CommandLine;
using ImageBuild.Registries;
using ImageBuild.Tool.Documents;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild catalog REGISTRY</c>: the repositories of a registry, where it tells.</summary>
internal static class CatalogCommand
{
    public static Command Create()
    {
        var registry = new Argument<string>("REGISTRY") { Description = "The registry, such as registry.acme.example or localhost:5000." };
        var output = OutputOption.Create();
        var command = new ToolCommand("catalog", "Lists the repositories of a registry. Docker Hub, GitHub, GitLab and Google have no such list.")
        {
            Examples = ["imagebuild catalog registry.acme.example"],
        };
        command.Arguments.Add(registry);
        command.Options.Add(output);
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var host = ImageReference.NormaliseRegistry(ReferenceGrammar.RequireRegistry(arguments.GetRequiredValue(registry)));
            using var access = RegistryAccess.Create(Environment.GetEnvironmentVariable, [host], host, log);
            var repositories = await access.Clients.For(host).ListRepositoriesAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (OutputOption.IsJson(arguments.GetValue(output)))
            {
                ToolJson.Print(log, new ListingDocument(ToolJson.SchemaVersion, host) { Repositories = repositories }, ToolJson.Default.ListingDocument);
                return 0;
            }

            foreach (var repository in repositories)
                await log.Output.WriteLineAsync($"{host}/{repository}").ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
