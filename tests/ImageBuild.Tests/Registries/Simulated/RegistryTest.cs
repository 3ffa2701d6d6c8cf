using System.Text;
using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Simulated;

/// <summary>What most tests against simulated registries start from.</summary>
public abstract class RegistryTest
{
    internal static readonly Credential.Basic Alice = new("alice", "pä:ss", "a test");

    internal const int MiB = 1024 * 1024;

    internal static SimulatedTokens Guard(SimulatedRegistry registry, string host = "auth.example.com")
    {
        var tokens = new SimulatedTokens(host) { Login = (Alice.UserName, Alice.Password) };
        registry.Tokens = tokens;
        registry.Realm = $"https://{host}/token";
        return tokens;
    }

    internal static Task<PushResult> PushAsync(RegistryClient client, Image image, string repository = "team/app", string[]? tags = null, PushHints? hints = null) =>
        new Pusher(client).PushAsync(PushPlan.For(image, client.Registry, repository, tags ?? ["v1"], hints), default);

    internal static PushHints MountFrom(string registry, string repository, params IBlob[] blobs) =>
        new() { Sources = blobs.ToDictionary(blob => blob.Descriptor.Digest, _ => ImageReference.Create(registry, repository)) };

    /// <summary>Never answers a PATCH, and makes the client give up when one arrives.</summary>
    internal static void HangAtThePatch(SimulatedRegistry registry, CancellationTokenSource client) => registry.Before = async context =>
    {
        if (context.Request.Method != "PATCH")
            return false;
        await client.CancelAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        return true;
    };

    internal static string Basic(Credential.Basic login) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.UserName}:{login.Password}"));
}
