using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Registries.Browsing;
using ImageBuild.Tool.Documents;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild search PLACE TEXT</c>: by name, tag, label or annotation.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("PLACE") { Description = "A registry, whose catalogue is searched, or registry/repository, whose tags are." };
        var text = new Argument<string>("TEXT") { Description = "What to look for; key=value for a label or an annotation." };
        var labels = new Option<bool>("--labels") { Description = "In a registry: looks into the images of each repository for labels and annotations, too." };
        var tags = new Option<int?>("--tags") { Description = "Looks into this many images of a repository, latest first; in a registry one by default, in a repository all." };
        var output = OutputOption.Create();
        var command = new ToolCommand("search", "Finds repositories by name, and images by tag, label or annotation.")
        {
            Examples =
            [
                "imagebuild search registry.acme.example orders",
                "imagebuild search --labels registry.acme.example org.opencontainers.image.source=github.com/acme/orders",
                "imagebuild search ghcr.io/acme/orders org.opencontainers.image.revision=4f2a91c   # needs no catalogue",
            ],
        };
        command.Arguments.Add(place);
        command.Arguments.Add(text);
        foreach (var option in (Option[])[labels, tags, output])
            command.Options.Add(option);
        command.SetAction(async (arguments, log, cancellationToken) =>
        {
            var (registry, repository) = Split(arguments.GetRequiredValue(place));
            using var access = RegistryAccess.Create(Environment.GetEnvironmentVariable, [registry], registry, log);
            var client = access.Clients.For(registry);
            var search = new RepositorySearch(client, arguments.GetRequiredValue(text));
            List<SearchHit> hits = [];
            var failed = false;
            if (repository is not null)
            {
                hits.AddRange(await search.TagsAsync(repository, arguments.GetValue(tags), cancellationToken).ConfigureAwait(false));
            }
            else
            {
                hits.AddRange(await search.NamesAsync(cancellationToken).ConfigureAwait(false));
                if (arguments.GetValue(labels))
                    failed = !await LookIntoAllAsync(client, search, arguments.GetValue(tags) ?? 1, hits, log, cancellationToken).ConfigureAwait(false);
                else
                    log.Info($"Looked at the names in the catalogue of {registry}; --labels looks into the images.");
            }

            Print(registry, repository, hits, OutputOption.IsJson(arguments.GetValue(output)), log);
            return failed ? 1 : 0;
        });
        return command;
    }

    /// <summary>"registry" or "registry/repository".</summary>
    private static (string Registry, string? Repository) Split(string text)
    {
        if (!text.Contains('/', StringComparison.Ordinal))
            return (ImageReference.NormaliseRegistry(ReferenceGrammar.RequireRegistry(text)), null);
        var reference = RepositoryArgument.Parse(text);
        return (reference.Registry, reference.Repository);
    }

    /// <returns>Whether all could be looked into.</returns>
    private static async Task<bool> LookIntoAllAsync(RegistryClient client, RepositorySearch search, int newest, List<SearchHit> hits, ConsoleLog log, CancellationToken cancellationToken)
    {
        var all = true;
        await foreach (var repository in client.ListRepositoriesAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                hits.AddRange(await search.TagsAsync(repository, newest, cancellationToken).ConfigureAwait(false));
            }
            catch (ImageBuildException exception)
            {
                log.Error(exception);
                all = false;
            }
        }

        return all;
    }

    private static void Print(string registry, string? repository, IReadOnlyList<SearchHit> hits, bool isJson, ConsoleLog log)
    {
        if (isJson)
        {
            var document = new ListingDocument(ToolJson.SchemaVersion, repository is null ? registry : $"{registry}/{repository}")
            {
                Found = [.. hits.Select(hit => new ListingDocument.Hit(hit.Repository, hit.Where, hit.Tag, hit.Digest?.ToString(), hit.Key, hit.Value))],
            };
            ToolJson.Print(log, document, ToolJson.Default.ListingDocument);
            return;
        }

        foreach (var hit in hits)
            log.Output.WriteLine($"{registry}/{hit.Repository}{(hit.Tag is null ? "" : ":" + hit.Tag)}{(hit.Key is null ? "" : $"  {hit.Key}={hit.Value}")}");
        if (hits.Count == 0)
            log.Info("Nothing was found.");
    }
}
