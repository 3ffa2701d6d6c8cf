using System.Security.Cryptography;
using System.Text;
using ImageBuild.Content;

namespace ImageBuild.Publishing.Reuse;

/// <summary>A secret that the builds of a fleet share: what carries its seal was packed by one of them.</summary>
/// <remarks>HMAC-SHA-256 (RFC 2104). Without a secret nothing is sealed, and whatever is found is fetched and checked before it is used.</remarks>
internal sealed class LayerSeal
{
    /// <summary>The environment variable with the secret.</summary>
    public const string Variable = "IMAGEBUILD_LAYER_CACHE_KEY";

    private readonly byte[]? _secret;

    private LayerSeal(byte[]? secret) => _secret = secret;

    /// <summary>No secret.</summary>
    public static LayerSeal None { get; } = new(null);

    /// <summary>Whether there is a secret.</summary>
    public bool HasSecret => _secret is not null;

    /// <summary>The secret of the environment.</summary>
    public static LayerSeal FromEnvironment(Func<string, string?> environment) => Of(environment(Variable));

    /// <summary>A secret; null and empty for none.</summary>
    public static LayerSeal Of(string? secret) => string.IsNullOrEmpty(secret) ? None : new(Encoding.UTF8.GetBytes(secret));

    /// <summary>The seal of a layer; null without a secret.</summary>
    public string? For(HomeEntry entry, Descriptor layer) => _secret is null
        ? null
        : Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"layer v1\n{entry.DiffId}\n{entry.Packing}\n{layer.MediaType}\n{layer.Digest}\n{layer.Size}\n")));

    /// <summary>Whether a seal is the one this secret makes.</summary>
    public bool Fits(string? seal, HomeEntry entry, Descriptor layer) =>
        seal is not null && For(entry, layer) is { } expected
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(seal), Encoding.ASCII.GetBytes(expected));
}
