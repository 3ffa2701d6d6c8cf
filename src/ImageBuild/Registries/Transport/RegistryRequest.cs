using ImageBuild.Diagnostics;
using ImageBuild.Registries.Authentication;

namespace ImageBuild.Registries.Transport;

/// <summary>One request to a registry, described so that it can be sent any number of times.</summary>
internal sealed record RegistryRequest(HttpMethod Method, Uri Uri, string Repository, RequestMeter Meter)
{
    /// <summary>What the token has to allow. The repository that is written to comes first: some servers look at the first only.</summary>
    public IReadOnlyList<RegistryScope> Scopes { get; init; } = [];

    /// <summary>Makes a fresh body for every try; null for none.</summary>
    public Func<BodyContent>? Body { get; init; }

    /// <summary>Further headers, sent without being parsed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether the sender may repeat the request after a passing fault. Never set on a PATCH: registries append twice.</summary>
    public bool Repeatable { get; init; } = true;

    /// <summary>Whether redirects are followed; otherwise they are returned.</summary>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>How long the answer may take once the body is out; null for the usual.</summary>
    public TimeSpan? ResponseTimeout { get; init; }

    /// <summary>Whether the login for writing is meant although the scopes do not show it.</summary>
    public bool ForPush { get; init; }

    /// <summary>Sends no login and answers no challenge: the ping.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Reads the body of a success into memory as part of the try, so that a broken body is repeated too; the most it may have, in bytes. Null to leave it as a stream.</summary>
    public int? BodyLimit { get; init; }

    /// <summary>What it is called when the host turns out to be this machine itself.</summary>
    public ErrorCode Untrusted { get; init; } = ErrorCodes.LocationRefused;

    /// <summary>How often it is tried; null for the usual.</summary>
    public int? Attempts { get; init; }
}
