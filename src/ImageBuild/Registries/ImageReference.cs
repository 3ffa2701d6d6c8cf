using System.Diagnostics.CodeAnalysis;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries;

/// <summary>Names an image in a registry: registry, repository, and a tag, a digest or both.</summary>
/// <remarks>
/// The first part is a registry when it holds a '.', a ':' or an upper-case letter, or is "localhost"; otherwise the
/// registry is Docker Hub, where a repository of one part lives under "library/".
/// </remarks>
public sealed record ImageReference
{
    /// <summary>How Docker Hub is written. Its interface answers at another host, which the client knows.</summary>
    public const string DockerHub = "docker.io";

    /// <summary>The tag that is meant where neither tag nor digest is written.</summary>
    public const string DefaultTag = "latest";

    private ImageReference(string registry, string repository, string? tag, Digest? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host and optional port, in lower case: "docker.io", "localhost:5000", "[::1]:5000".</summary>
    public string Registry { get; }

    /// <summary>The path in the registry: "library/debian".</summary>
    public string Repository { get; }

    /// <summary>The tag as written, or null.</summary>
    public string? Tag { get; }

    /// <summary>The digest as written, or null. Where both are there the digest decides.</summary>
    public Digest? Digest { get; }

    /// <summary>What to ask the registry for: the digest, else the tag, else "latest".</summary>
    public string Identifier => Digest?.ToString() ?? Tag ?? DefaultTag;

    /// <summary>Whether the text wrote its registry instead of leaving Docker Hub to be inferred.</summary>
    public static bool NamesRegistry(string text) => text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && IsHost(text[..slash]);

    /// <summary>Puts a reference together from its parts.</summary>
    /// <exception cref="ImageBuildException">One of the parts is not valid; the code says which.</exception>
    public static ImageReference Create(string registry, string repository, string? tag = null, Digest? digest = null)
    {
        var host = NormaliseRegistry(ReferenceGrammar.RequireRegistry(registry));
        if (host == DockerHub && ReferenceGrammar.IsRepository(repository) && !repository.Contains('/', StringComparison.Ordinal))
            repository = "library/" + repository;
        ReferenceGrammar.RequireRepository(repository);
        if (host.Length + 1 + repository.Length > ReferenceGrammar.MaxNameLength)
        {
            throw ErrorCodes.InvalidReference.Error(
                $"'{host}/{repository}' has {host.Length + 1 + repository.Length} characters, {ReferenceGrammar.MaxNameLength} are allowed.",
                "Shorten the repository name.");
        }

        return new(host, repository, tag is null ? null : ReferenceGrammar.RequireTag(tag), digest);
    }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="ImageBuildException">
    /// <see cref="ErrorCodes.InvalidReference"/>, or the code of the part that is wrong.
    /// </exception>
    public static ImageReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
            throw ErrorCodes.InvalidReference.Error("The image reference is empty.");
        if (text.Contains("://", StringComparison.Ordinal))
            throw ErrorCodes.InvalidReference.Error($"'{text}' starts with a scheme.", "Leave the scheme out: 'registry/repository:tag'.");

        var rest = text;
        Digest? digest = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            digest = Content.Digest.Parse(rest[(at + 1)..]);
            rest = rest[..at];
        }

        var registry = DockerHub;
        if (NamesRegistry(rest))
        {
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            registry = rest[..slash];
            rest = rest[(slash + 1)..];
        }

        string? tag = null;
        if (rest.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
        }

        return Create(registry, rest, tag, digest);
    }

    /// <summary>Reads a reference, quietly.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        try
        {
            reference = text is null ? null : Parse(text);
        }
        catch (ImageBuildException)
        {
            reference = null;
        }

        return reference is not null;
    }

    /// <summary>The registry as everything compares it: lower case, without the port 443, the names of Docker Hub made one.</summary>
    /// <remarks>"host" and "host:443" are the same registry (oras-go#177).</remarks>
    public static string NormaliseRegistry(string registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var host = registry.ToLowerInvariant();
        if (host.EndsWith(":443", StringComparison.Ordinal))
            host = host[..^4];
        return host is "index.docker.io" or "registry-1.docker.io" or "registry.hub.docker.com" ? DockerHub : host;
    }

    /// <summary>The same repository with another tag and without a digest.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidTag"/>.</exception>
    public ImageReference WithTag(string tag) => new(Registry, Repository, ReferenceGrammar.RequireTag(tag), null);

    /// <summary>The same repository and tag with a digest.</summary>
    public ImageReference WithDigest(Digest digest) => new(Registry, Repository, Tag, digest);

    /// <summary>Everything that is set: "registry/repository:tag@digest".</summary>
    public override string ToString() =>
        $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is { } digest ? "@" + digest : "")}";

    private static bool IsHost(string part) =>
        part == "localhost" || part.Any(character => character is '.' or ':' || char.IsAsciiLetterUpper(character));
}
