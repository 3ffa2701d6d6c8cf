using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageBuild.Tests.Registries.Real;

/// <summary>Makes certificates as PEM files in a folder: an authority, a server's, a client's.</summary>
internal static class TestAuthority
{
    /// <summary>Writes ca.pem, server.pem, server.key, client.cert and client.key.</summary>
    public static void Write(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(Path.Combine(folder, "ca.pem"), authority.ExportCertificatePem());
        Issue(folder, authority, "server.pem", "server.key", "1.3.6.1.5.5.7.3.1");
        Issue(folder, authority, "client.cert", "client.key", "1.3.6.1.5.5.7.3.2");
    }

    private static void Issue(string folder, X509Certificate2 authority, string certificateFile, string keyFile, string usage)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), Guid.NewGuid().ToByteArray());
        File.WriteAllText(Path.Combine(folder, certificateFile), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, keyFile), key.ExportPkcs8PrivateKeyPem());
    }
}
