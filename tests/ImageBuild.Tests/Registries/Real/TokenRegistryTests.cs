using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageBuild.Tests.Registries.Real;

/// <summary>The real registry with tokens from a service of ours, signed by a certificate it knows.</summary>
[Trait("Category", "Real")]
public sealed class TokenRegistryTests : IAsyncLifetime, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly int _port = Ports.Free();
    private readonly List<string> _scopes = [];
    private X509Certificate2 _certificate = null!;
    private WebApplication _service = null!;
    private RealRegistry _registry = null!;

    /// <summary>How long tokens are good for; the registry grants a minute more.</summary>
    private TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    private Func<string, bool> Grants { get; set; } = _ => true;

    public async Task InitializeAsync()
    {
        var request = new CertificateRequest("CN=token service", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        _service = builder.Build();
        _service.Run(AnswerAsync);
        await _service.StartAsync();
        _registry = await RealRegistry.StartAsync(
            rest: $"auth: {{ token: {{ realm: 'http://127.0.0.1:{_port}/token', service: tests, issuer: us, rootcertbundle: $FOLDER/signer.pem }} }}",
            prepare: folder => File.WriteAllText(Path.Combine(folder, "signer.pem"), _certificate.ExportCertificatePem()));
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose()
    {
        _registry.Dispose();
        _certificate.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task A_push_asks_for_one_token_with_one_scope()
    {
        using var client = new RegistryClient(_registry.Host);
        await PushAsync(client, "team/app");
        Assert.Equal(["repository:team/app:pull,push"], _scopes);
    }

    [Fact]
    public async Task A_mount_asks_for_the_source_too()
    {
        using var client = new RegistryClient(_registry.Host);
        var image = await PushAsync(client, "base/os");
        var sources = image.Blobs.ToDictionary(blob => blob.Descriptor.Digest, _ => ImageReference.Create(_registry.Host, "base/os"));

        var result = await new Pusher(client).PushAsync(PushPlan.For(image, _registry.Host, "team/app", ["v1"], new() { Sources = sources }), default);

        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Mounted, blob.Fate));
        Assert.Contains("repository:team/app:pull,push repository:base/os:pull", _scopes);
    }

    [Fact]
    public async Task Tokens_that_run_out_in_the_middle_of_a_push_are_renewed()
    {
        // Good for about two seconds more, while the answer claims five minutes.
        Lifetime = TimeSpan.FromSeconds(-58);
        using var client = new RegistryClient(_registry.Host);
        await PushAsync(client, "team/first");
        await Task.Delay(3000);

        await client.UploadBlobAsync("team/first", TestImages.Blob("later", 5_000_000), null, default);

        Assert.True(_scopes.Count >= 2);
    }

    [Fact]
    public async Task A_token_without_the_right_to_push_is_a_denial()
    {
        Grants = scope => !scope.Contains("push", StringComparison.Ordinal);
        using var client = new RegistryClient(_registry.Host);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(client, "team/app"));

        Assert.Equal(ErrorCodes.LoginMissing, error.Code);
    }

    private async Task<ImageBuild.Images.Image> PushAsync(RegistryClient client, string repository)
    {
        var image = TestImages.Create(repository, false, 100, 5_000_000);
        await new Pusher(client).PushAsync(PushPlan.For(image, _registry.Host, repository, ["v1"]), default);
        return image;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var scopes = context.Request.Query["scope"].Select(scope => scope!).ToArray();
        lock (_scopes)
            _scopes.Add(string.Join(' ', scopes));
        await context.Response.WriteAsync($$"""{"token":"{{Sign(scopes.Where(Grants))}}","expires_in":300}""");
    }

    private string Sign(IEnumerable<string> scopes)
    {
        var access = scopes.Select(scope => scope.Split(':')).Select(parts => new { type = parts[0], name = parts[1], actions = parts[2].Split(',') });
        var now = DateTimeOffset.UtcNow;
        var header = JsonSerializer.Serialize(new { typ = "JWT", alg = "ES256", x5c = new[] { Convert.ToBase64String(_certificate.RawData) } });
        var claims = JsonSerializer.Serialize(new { iss = "us", aud = "tests", sub = "", exp = (now + Lifetime).ToUnixTimeSeconds(), iat = now.AddMinutes(-2).ToUnixTimeSeconds(), nbf = now.AddMinutes(-2).ToUnixTimeSeconds(), access });
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";

        static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
