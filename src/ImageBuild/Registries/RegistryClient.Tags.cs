using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Failures;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries;

public sealed partial class RegistryClient
{
    private const int MaxListBody = 16 * 1024 * 1024;

    /// <summary>Lists the tags of a repository, in the registry's order.</summary>
    /// <exception cref="ImageBuildException">The repository does not exist, or the registry cannot be reached.</exception>
    public IAsyncEnumerable<string> ListTagsAsync(string repository, CancellationToken cancellationToken) =>
        ListAsync(repository, $"/v2/{ReferenceGrammar.RequireRepository(repository)}/tags/list", "tags", RegistryScope.Pull(repository), cancellationToken);

    /// <summary>Lists the repositories of the registry, where it lets one.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NoCatalog"/>: it has no catalogue or does not show it to this login.</exception>
    public async IAsyncEnumerable<string> ListRepositoriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var repositories = ListAsync("", "/v2/_catalog", "repositories", RegistryScope.Catalog, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (repositories.ConfigureAwait(false))
        {
            while (await NextAsync(repositories).ConfigureAwait(false))
                yield return repositories.Current;
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<string> repositories)
    {
        try
        {
            return await repositories.MoveNextAsync().ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (RegistryFailureException.Of(exception) is { Status: 400 or 401 or 403 or 404 or 405 or 501 }
            && (exception.Code != ErrorCodes.LoginMissing || !RegistryHost.Classify(Registry).MayHaveCatalog))
        {
            throw ErrorCodes.NoCatalog.Error(exception.Cause, RegistryHost.Classify(Registry).CatalogHint, exception);
        }
    }

    private async IAsyncEnumerable<string> ListAsync(
        string repository, string path, string property, RegistryScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var origin = await _sender.ConnectAsync(_meter, cancellationToken).ConfigureAwait(false);
        // Pages may overlap or repeat: neither loops nor duplicates reach the caller.
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var next = origin.At(path); next is not null && visited.Add(next.OriginalString);)
        {
            var request = new RegistryRequest(HttpMethod.Get, next, repository, _meter) { Scopes = [scope], BodyLimit = MaxListBody };
            using var response = await SendAsync(request, $"listing {property}", ErrorCodes.UnexpectedAnswer, cancellationToken).ConfigureAwait(false);
            var bytes = await ResponseBody.ReadAsync(response, MaxListBody, $"The list of {property} of {Registry}", Options, cancellationToken).ConfigureAwait(false);
            foreach (var name in Names(bytes, property).Where(seen.Add))
                yield return name;
            next = LinkHeader.Next(origin, next, response);
        }
    }

    private string[] Names(byte[] bytes, string property)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(property, out var list))
            {
                // "tags": null is how an empty repository looks at some registries.
                return list.ValueKind == JsonValueKind.Array
                    ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
                    : [];
            }
        }
        catch (JsonException exception)
        {
            throw ErrorCodes.MalformedAnswer.Error($"The list of {property} from {Registry} is not JSON.", inner: exception);
        }

        throw ErrorCodes.MalformedAnswer.Error($"The list of {property} from {Registry} has no '{property}'.");
    }
}
