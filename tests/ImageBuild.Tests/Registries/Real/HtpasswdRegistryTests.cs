using System.Diagnostics;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Real;

[Trait("Category", "Real")]
public class HtpasswdRegistryTests
{
    [Theory]
    [InlineData("s3cret", null)]
    [InlineData("wrong", "IB3011")]
    [InlineData(null, "IB3010")]
    public async Task A_push_needs_the_right_password(string? password, string? code)
    {
        using var registry = await RealRegistry.StartAsync(
            "  relativeurls: true",
            "auth: { htpasswd: { realm: test, path: $FOLDER/htpasswd } }",
            folder =>
            {
                using var process = Process.Start("htpasswd", ["-Bbc", Path.Combine(folder, "htpasswd"), "alice", "s3cret"]);
                process.WaitForExit();
            });
        using var client = new RegistryClient(registry.Host, null, password is null ? null : new Login(new Credential.Basic("alice", password, "a test")));
        var plan = PushPlan.For(TestImages.Create("htpasswd", false, 100, 5_000_000), registry.Host, "team/app", ["v1"]);

        if (code is null)
            await new Pusher(client).PushAsync(plan, default);
        else
            Assert.Equal(code, (await Assert.ThrowsAsync<ImageBuildException>(() => new Pusher(client).PushAsync(plan, default))).Code.Id);
    }

    private sealed class Login(Credential credential) : ICredentialSource
    {
        public ValueTask<Credential?> FindAsync(string host, string repository, CredentialPurpose purpose, CancellationToken cancellationToken) => new(credential);
    }
}
