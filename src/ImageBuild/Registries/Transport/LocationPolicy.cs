using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Transport;

/// <summary>Decides whether a Location (of an upload or a redirect) is followed, and to where.</summary>
internal static class LocationPolicy
{
    /// <summary>The URI to continue with.</summary>
    /// <param name="origin">The registry that was asked in the first place.</param>
    /// <param name="requested">The URI that this Location answers.</param>
    /// <param name="location">The header, as sent.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LocationRefused"/>.</exception>
    public static Uri Resolve(RegistryOrigin origin, Uri requested, string location)
    {
        var target = VerbatimUri.Resolve(requested, location);
        if (target is null || target.UserInfo.Length > 0)
            throw Refused(origin, "a Location that is no http(s) URI");
        var itself = AddressPolicy.SameHost(origin.Uri, target) || (AddressPolicy.IsLoopback(origin.Uri) && AddressPolicy.IsLoopback(target));
        var listed = origin.PlainHosts.Contains(AddressPolicy.Host(target)) || origin.PlainHosts.Contains(target.Authority.ToLowerInvariant());
        if (target.Scheme != Uri.UriSchemeHttps && origin.IsHttps)
        {
            // A proxy that ends TLS without X-Forwarded-Proto makes the registry name itself with http.
            var secure = VerbatimUri.Create("https" + target.OriginalString[target.Scheme.Length..]);
            if (!origin.Owns(secure))
                throw Refused(origin, $"a plain http Location at {target.Authority}");
            return secure;
        }

        if (target.Scheme != Uri.UriSchemeHttps && !itself && !listed)
            throw Refused(origin, $"a plain http Location at {target.Authority}");
        if (AddressPolicy.IsInternal(target) && !itself && !listed)
            throw Refused(origin, $"a Location at the internal address {target.Authority}");
        return target;
    }

    private static ImageBuildException Refused(RegistryOrigin origin, string what) =>
        ErrorCodes.LocationRefused.Error($"The registry {origin.Registry} sent {what}, which is not followed.");
}
