namespace ImageBuild.Registries.Credentials;

/// <summary>Collects the places one search has looked at.</summary>
internal sealed class SearchTrail
{
    private readonly List<SearchedPlace> _places = [];

    /// <summary>What was searched so far, in order.</summary>
    public IReadOnlyList<SearchedPlace> Places => _places;

    /// <summary>Writes down a place that gave nothing.</summary>
    public void Add(string name, string outcome) => _places.Add(new SearchedPlace(name, outcome));
}
