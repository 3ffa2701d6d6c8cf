using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Tests.Images;
using ImageBuild.Tests.Registries.Simulated;

namespace ImageBuild.Tests.Registries;

/// <summary>A registry is connected to while the layers are made.</summary>
public sealed class ConnectAheadTests : RegistryTest
{
    private static readonly ImageReference Target = ImageReference.Parse("registry.example.com/team/app");
    private readonly SimulatedRegistry _registry = new("registry.example.com");

    [Fact]
    public async Task The_push_finds_the_connection_and_counts_the_request_as_its_own()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        using var clients = network.Clients();
        clients.ConnectAhead(Target.Registry);
        clients.ConnectAhead(Target.Registry);
        while (!_registry.Seen.Any(request => request.Status == 200))
            await Task.Delay(10);

        var result = await PushAsync(clients.For(Target), SmallImage.Create("amd64", "x"));

        Assert.Single(_registry.Of("GET"), request => request.Target == "/v2/");
        Assert.Equal(_registry.Seen.Count, result.Requests);
        Assert.Equal(_registry.Seen.Count, clients.For(Target).Requests);
    }

    [Fact]
    public async Task A_failure_is_met_by_who_needs_the_registry_and_not_waited_for_twice()
    {
        var asked = 0;
        _registry.Before = async context =>
        {
            if (context.Request.Path != "/v2/" || ++asked > 3)
                return false;
            await SimulatedHost.ErrorAsync(context, 503, "UNAVAILABLE");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        using var clients = network.Clients();
        await clients.For(Target).ConnectAheadAsync(default);
        Assert.Equal(3, asked);

        await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(clients.For(Target), SmallImage.Create("amd64", "x")));
        Assert.Equal(3, asked);

        // Whoever tries once more asks once more.
        await PushAsync(clients.For(Target), SmallImage.Create("amd64", "x"));
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task A_build_that_ends_early_does_not_wait_for_the_registry()
    {
        _registry.Before = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        var clients = network.Clients();
        clients.ConnectAhead(Target.Registry);
        await Task.Run(clients.Dispose).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
