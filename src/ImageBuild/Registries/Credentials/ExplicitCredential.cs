namespace ImageBuild.Registries.Credentials;

/// <summary>A login the user gave for one registry, by an option or on standard input.</summary>
/// <param name="Host">The only registry it is shown to.</param>
/// <param name="Credential">The login.</param>
public sealed record ExplicitCredential(string Host, Credential Credential);
