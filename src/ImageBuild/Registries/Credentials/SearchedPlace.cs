namespace ImageBuild.Registries.Credentials;

/// <summary>A place a login was looked for in vain.</summary>
/// <param name="Name">The place: a file, variables, a helper, a cloud.</param>
/// <param name="Outcome">Why it gave nothing: "not set", "no such file", "no entry". Never a value found there.</param>
public sealed record SearchedPlace(string Name, string Outcome)
{
    /// <inheritdoc />
    public override string ToString() => $"{Name} ({Outcome})";
}
