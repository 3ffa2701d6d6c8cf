namespace ImageBuild.Registries.Authentication;

/// <summary>What a token is asked for: "repository:team/app:pull,push".</summary>
/// <remarks>Actions keep the order pull, push, delete; some registries compare the text.</remarks>
internal sealed record RegistryScope(string Resource, ScopeActions Actions)
{
    public static RegistryScope Pull(string repository) => new($"repository:{repository}", ScopeActions.Pull);

    public static RegistryScope Push(string repository) => new($"repository:{repository}", ScopeActions.Pull | ScopeActions.Push);

    public static RegistryScope Delete(string repository) => new($"repository:{repository}", ScopeActions.Pull | ScopeActions.Delete);

    public static RegistryScope Catalog { get; } = new("registry:catalog", ScopeActions.All);

    /// <summary>Reads "repository:NAME:ACTIONS" and its like; null for anything else, which is then passed on as it is.</summary>
    public static RegistryScope? TryParse(string text)
    {
        var last = text.LastIndexOf(':');
        if (last <= 0 || !(text.StartsWith("repository:", StringComparison.Ordinal) || text.StartsWith("registry:", StringComparison.Ordinal)) || text.IndexOf(':', StringComparison.Ordinal) == last)
            return null;
        var actions = ScopeActions.None;
        foreach (var action in text[(last + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var flag = action switch
            {
                "pull" => ScopeActions.Pull,
                "push" => ScopeActions.Push,
                "delete" => ScopeActions.Delete,
                "*" => ScopeActions.All,
                _ => ScopeActions.None,
            };
            if (flag == ScopeActions.None)
                return null;
            actions |= flag;
        }

        return actions == ScopeActions.None ? null : new(text[..last], actions);
    }

    public override string ToString()
    {
        List<string> actions = [];
        if (Actions.HasFlag(ScopeActions.Pull))
            actions.Add("pull");
        if (Actions.HasFlag(ScopeActions.Push))
            actions.Add("push");
        if (Actions.HasFlag(ScopeActions.Delete))
            actions.Add("delete");
        if (Actions.HasFlag(ScopeActions.All))
            actions.Add("*");
        return $"{Resource}:{string.Join(',', actions)}";
    }
}
