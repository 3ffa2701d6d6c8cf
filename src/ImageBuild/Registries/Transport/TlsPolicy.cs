using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Transport;

/// <summary>Which authorities are trusted in addition to the system's, and which certificate is shown, per host.</summary>
/// <remarks>
/// The folders are the ones of Docker and of containers/image: certs.d/HOST[:PORT]/ with *.crt (authorities) and pairs of
/// *.cert and *.key. The port counts as written.
/// </remarks>
internal sealed class TlsPolicy(RegistryOptions options, IBuildLog log)
{
    public SslClientAuthenticationOptions For(string registry, Uri uri)
    {
        var origin = new RegistryOrigin(registry, Uri.UriSchemeHttps);
        var own = origin.Owns(uri);
        string[] names = [registry, origin.Authority, $"{AddressPolicy.Host(uri)}:{uri.Port}"];
        var result = new SslClientAuthenticationOptions { TargetHost = uri.IdnHost };
        if (own && options.UnverifiedRegistries.Contains(registry))
        {
            log.Warning(ErrorCodes.CertificateUnchecked, $"The certificate of {registry} is not checked. {ErrorCodes.CertificateUnchecked.Remedy}");
#pragma warning disable CA5359 // Asked for by name, for this one registry.
            result.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (Authorities(own ? names : [uri.Authority]) is { Count: > 0 } authorities)
        {
            result.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authorities);
        }

        // A client certificate is a login: for the registry itself and for nobody it redirects to.
        if (own && ClientCertificates(names) is { Count: > 0 } certificates)
            result.ClientCertificates = certificates;
        return result;
    }

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        // A wrong name or no certificate is not healed by trusting more authorities.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(leaf);
    }

    private X509Certificate2Collection Authorities(IEnumerable<string> hosts)
    {
        var result = new X509Certificate2Collection();
        if (options.CertificateAuthorityFile is { } file)
            Import(result, file);
        foreach (var found in Files(hosts, "*.crt"))
            Import(result, found);
        return result;
    }

    private X509Certificate2Collection ClientCertificates(IEnumerable<string> hosts)
    {
        var result = new X509Certificate2Collection();
        foreach (var file in Files(hosts, "*.cert"))
        {
            try
            {
                using var pair = X509Certificate2.CreateFromPemFile(file, Path.ChangeExtension(file, ".key"));
                // Windows' TLS cannot use a key that lives in memory only.
                result.Add(X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null));
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw ErrorCodes.CertificateFile.Error($"The client certificate '{file}' and its key cannot be read: {exception.Message}", inner: exception);
            }
        }

        return result;
    }

    private IEnumerable<string> Files(IEnumerable<string> hosts, string pattern) =>
        from host in hosts.Distinct(StringComparer.Ordinal)
        from root in options.CertificateFolders
        // Windows allows no ':' in names; Docker leaves it out there.
        let folder = Path.Combine(root, OperatingSystem.IsWindows() ? host.Replace(":", "", StringComparison.Ordinal) : host)
        where Directory.Exists(folder)
        from file in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)
        select file;

    private static void Import(X509Certificate2Collection collection, string file)
    {
        try
        {
            var before = collection.Count;
            collection.ImportFromPemFile(file);
            if (collection.Count == before)
                throw ErrorCodes.CertificateFile.Error($"The file '{file}' holds no certificate.");
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw ErrorCodes.CertificateFile.Error($"The certificate file '{file}' cannot be read: {exception.Message}", inner: exception);
        }
    }
}
