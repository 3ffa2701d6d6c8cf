using ImageBuild.Registries.Credentials;

namespace ImageBuild.Registries.Authentication;

/// <summary>What a token is for. The registry is not in it: every client belongs to one.</summary>
internal sealed record TokenKey(string? Realm, string? Service, Credential? Credential, string Scopes);
