using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Authentication;
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
    /// <exception cref="ImageBuildException">The registry has no catalogue or does not show it to this login.</exception>
    public IAsyncEnumerable<string> ListRepositoriesAsync(CancellationToken cancellationToken) =>
        ListAsync("", "/v2/_catalog", "repositories", RegistryScope.Catalog, cancellationToken);

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
