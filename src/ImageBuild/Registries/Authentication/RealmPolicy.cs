using ImageBuild.Diagnostics;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries.Authentication;

/// <summary>Decides whether a token service may be asked. Its address comes from the registry, so it may be an attack.</summary>
internal static class RealmPolicy
{
    /// <summary>The realm as a URI whose query is kept as it is.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.RealmRefused"/>; nothing has been sent by then.</exception>
    public static Uri Check(RegistryOrigin origin, string? realm)
    {
        var uri = realm is null ? null : VerbatimUri.TryCreate(realm);
        if (uri is null)
            throw Refused(origin, "no http(s) URL as its token service");
        Check(origin, uri);
        return uri;
    }

    /// <summary>Checks a realm, or where a token request is redirected to.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.RealmRefused"/>.</exception>
    public static void Check(RegistryOrigin origin, Uri uri)
    {
        if (uri.UserInfo.Length > 0)
            throw Refused(origin, "a token service with a login in its URL");
        var itself = AddressPolicy.SameHost(origin.Uri, uri) || (AddressPolicy.IsLoopback(origin.Uri) && AddressPolicy.IsLoopback(uri));
        if (uri.Scheme != Uri.UriSchemeHttps && !(origin.MayBePlain && itself))
        {
            // Harbor behind a TLS proxy with a wrong external_url is the usual cause (harbor#20530).
            throw ErrorCodes.RealmRefused.Error(
                $"The registry {origin.Registry} names the token service {uri.Scheme}://{uri.Authority}, which is not https: logins are not sent there.",
                "Ask the registry's operator to set its external URL to https (Harbor: external_url), also behind a TLS proxy.");
        }

        if (AddressPolicy.IsInternal(uri) && !itself)
            throw Refused(origin, $"the internal address {uri.Authority} as its token service");
    }

    private static ImageBuildException Refused(RegistryOrigin origin, string what) =>
        ErrorCodes.RealmRefused.Error($"The registry {origin.Registry} names {what}: logins are not sent there.");
}
