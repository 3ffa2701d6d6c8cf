namespace ImageBuild.Registries.Authentication;

/// <summary>The scopes of one token: one per resource with merged actions, in the order of first mention.</summary>
/// <remarks>With two scopes for one repository some servers let the later one win (kaniko#181); some look at the first scope only.</remarks>
internal sealed class ScopeSet
{
    private readonly List<RegistryScope> _scopes = [];
    private readonly List<string> _verbatim = [];

    private ScopeSet()
    {
    }

    /// <summary>Each scope as it is sent.</summary>
    public IReadOnlyList<string> Texts => [.. _scopes.Select(scope => scope.ToString()), .. _verbatim];

    /// <summary>What is asked for, in the light of what the registry offers by itself.</summary>
    public static ScopeSet For(IEnumerable<RegistryScope> wanted, IReadOnlyList<string> offered)
    {
        var set = new ScopeSet();
        // ECR Public's scope is the word "aws": it stands for everything, and ours would mean nothing to it (oras#456).
        var literal = offered.Where(text => RegistryScope.TryParse(text) is null).ToList();
        if (literal.Count > 0)
        {
            set._verbatim.AddRange(literal.Distinct(StringComparer.Ordinal));
            return set;
        }

        foreach (var scope in wanted)
            set.Add(scope);
        return set;
    }

    /// <summary>This set and what a registry's refusal names.</summary>
    public ScopeSet With(IEnumerable<string> challenged)
    {
        var set = new ScopeSet();
        set._scopes.AddRange(_scopes);
        set._verbatim.AddRange(_verbatim);
        foreach (var text in challenged)
        {
            if (RegistryScope.TryParse(text) is { } scope)
                set.Add(scope);
            else if (!set._verbatim.Contains(text))
                set._verbatim.Add(text);
        }

        return set;
    }

    public override string ToString() => string.Join(' ', Texts);

    private void Add(RegistryScope scope)
    {
        var index = _scopes.FindIndex(other => other.Resource == scope.Resource);
        if (index < 0)
            _scopes.Add(scope);
        else
            _scopes[index] = scope with { Actions = _scopes[index].Actions | scope.Actions };
    }
}
