using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Browsing;

/// <summary>Looks for a text in names, tags, labels and annotations, in any case of letters. "key=value" finds a label or annotation whose value holds the text behind the sign.</summary>
public sealed class RepositorySearch(RegistryClient client, string text)
{
    private readonly RepositoryBrowser _browser = new(client);

    /// <summary>Repositories that have the text in their name, by the registry's catalogue.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NoCatalog"/>.</exception>
    public async Task<IReadOnlyList<SearchHit>> NamesAsync(CancellationToken cancellationToken) =>
        [.. (await client.ListRepositoriesAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false)).Where(Has).Select(repository => new SearchHit(repository, "name"))];

    /// <summary>Tags of one repository that have the text in their name, or lead to an image that has it in a label or an annotation.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="newest">Look into the images of this many tags only, "latest" and those listed last; null for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">The repository does not exist, or something of it cannot be read.</exception>
    public async Task<IReadOnlyList<SearchHit>> TagsAsync(string repository, int? newest, CancellationToken cancellationToken)
    {
        var tags = await client.ListTagsAsync(repository, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> looked = newest is { } count
            ? [.. tags.OrderByDescending(tag => tag == ImageReference.DefaultTag).ThenByDescending(tag => tag, StringComparer.Ordinal).Take(count)]
            : tags;
        List<SearchHit> hits = [.. tags.Where(Has).Select(tag => new SearchHit(repository, "tag") { Tag = tag })];
        foreach (var image in await _browser.ReadAsync(repository, looked, TagDetail.Configurations, cancellationToken).ConfigureAwait(false))
        {
            hits.AddRange(In(image, "label", image.Labels));
            hits.AddRange(In(image, "annotation", image.Annotations));
        }

        return hits;

        IEnumerable<SearchHit> In(TaggedImage image, string where, IReadOnlyDictionary<string, string> values) =>
            values.Where(pair => Has(pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
                new SearchHit(repository, where) { Tag = image.Tag, Digest = image.Manifest?.Digest, Key = pair.Key, Value = pair.Value });
    }

    private bool Has(string name) => name.Contains(text, StringComparison.OrdinalIgnoreCase);

    private bool Has(string key, string value) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var cut
        ? key == text[..cut] && value.Contains(text[(cut + 1)..], StringComparison.OrdinalIgnoreCase)
        : Has(key) || Has(value);
}
