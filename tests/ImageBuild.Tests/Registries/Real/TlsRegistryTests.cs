using ImageBuild.Diagnostics;
using ImageBuild.Registries;

namespace ImageBuild.Tests.Registries.Real;

[Trait("Category", "Real")]
public class TlsRegistryTests
{
    private const string Tls = "  tls: { certificate: $FOLDER/server.pem, key: $FOLDER/server.key }";
    private const string MutualTls = "  tls: { certificate: $FOLDER/server.pem, key: $FOLDER/server.key, clientcas: [ $FOLDER/ca.pem ] }";

    [Fact]
    public async Task A_registry_of_an_unknown_authority_is_refused()
    {
        using var registry = await RealRegistry.StartAsync(Tls, prepare: TestAuthority.Write);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(registry, RegistryOptions.Default));

        Assert.Equal(ErrorCodes.RegistryCertificate, error.Code);
    }

    [Fact]
    public async Task An_authority_from_a_file_is_trusted()
    {
        using var registry = await RealRegistry.StartAsync(Tls, prepare: TestAuthority.Write);

        await PushAsync(registry, new() { CertificateAuthorityFile = Path.Combine(registry.Folder, "ca.pem") });
    }

    [Fact]
    public async Task An_authority_from_the_folder_of_the_host_and_port_is_trusted()
    {
        using var registry = await RealRegistry.StartAsync(Tls, prepare: TestAuthority.Write);
        var folder = Directory.CreateDirectory(Path.Combine(registry.Folder, "certs.d", registry.Host));
        File.Copy(Path.Combine(registry.Folder, "ca.pem"), Path.Combine(folder.FullName, "ca.crt"));

        await PushAsync(registry, new() { CertificateFolders = [Path.Combine(registry.Folder, "certs.d")] });
    }

    [Fact]
    public async Task The_folder_of_another_port_does_not_count()
    {
        using var registry = await RealRegistry.StartAsync(Tls, prepare: TestAuthority.Write);
        var folder = Directory.CreateDirectory(Path.Combine(registry.Folder, "certs.d", "127.0.0.1:1"));
        File.Copy(Path.Combine(registry.Folder, "ca.pem"), Path.Combine(folder.FullName, "ca.crt"));

        await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(registry, new() { CertificateFolders = [Path.Combine(registry.Folder, "certs.d")] }));
    }

    [Fact]
    public async Task A_client_certificate_from_the_folder_is_shown()
    {
        using var registry = await RealRegistry.StartAsync(MutualTls, prepare: TestAuthority.Write);
        var folder = Directory.CreateDirectory(Path.Combine(registry.Folder, "certs.d", registry.Host)).FullName;
        File.Copy(Path.Combine(registry.Folder, "ca.pem"), Path.Combine(folder, "ca.crt"));
        await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(registry, new() { CertificateFolders = [Path.Combine(registry.Folder, "certs.d")], RetryDelay = TimeSpan.Zero }));
        File.Copy(Path.Combine(registry.Folder, "client.cert"), Path.Combine(folder, "client.cert"));
        File.Copy(Path.Combine(registry.Folder, "client.key"), Path.Combine(folder, "client.key"));

        await PushAsync(registry, new() { CertificateFolders = [Path.Combine(registry.Folder, "certs.d")] });
    }

    [Fact]
    public async Task A_registry_whose_certificate_need_not_be_checked_is_spoken_to()
    {
        using var registry = await RealRegistry.StartAsync(Tls, prepare: TestAuthority.Write);

        await PushAsync(registry, RegistryOptions.FromEnvironment(name => name == "DOTNET_CONTAINER_INSECURE_REGISTRIES" ? registry.Host : null));
    }

    private static async Task PushAsync(RealRegistry registry, RegistryOptions options)
    {
        using var client = new RegistryClient(registry.Host, options);
        await new Pusher(client).PushAsync(PushPlan.For(TestImages.Create("tls", false, 100, 5_000_000), registry.Host, "team/app", ["v1"]), default);
    }
}
