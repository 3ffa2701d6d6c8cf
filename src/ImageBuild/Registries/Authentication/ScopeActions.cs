namespace ImageBuild.Registries.Authentication;

/// <summary>What a token allows to be done.</summary>
[Flags]
internal enum ScopeActions
{
    None = 0,
    Pull = 1,
    Push = 2,
    Delete = 4,
    All = 8,
}
