namespace ImageBuild.Registries.Credentials;

/// <summary>Decides which registry sees a login that names none.</summary>
internal static class NamelessLogin
{
    /// <summary>Why the login is not shown to this registry; null where it is.</summary>
    /// <param name="registries">The registries the run has for such a login; none: whatever registry is asked about.</param>
    /// <param name="host">The registry that is asked about.</param>
    /// <remarks>
    /// With several registries nobody knows whose password it is. Shown to the first of them the result would depend on an order;
    /// shown to all, every registry but one would get a password that is not its own.
    /// </remarks>
    public static string? Objection(IReadOnlyList<string> registries, string host) => registries switch
    {
        [] => null,
        [var only] => only == host ? null : $"meant for '{only}'",
        _ => "name no registry, and there are several",
    };
}
