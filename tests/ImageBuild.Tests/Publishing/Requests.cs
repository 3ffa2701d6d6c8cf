using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>A request that asks for nothing special; tests change what they are about.</summary>
internal static class Requests
{
    public static ImageRequest Plain { get; } = new()
    {
        Repository = "team/app",
        Tags = ["latest"],
        RuntimeIdentifier = "linux-x64",
        Base = new BaseRequest.Assembled("debian:13", Globalization: false, []),
        Files = [],
        Execution = new ExecutionRequest { AppCommand = ["/app/App"], WorkingDirectory = "/app" },
        Created = DateTimeOffset.UnixEpoch,
        Lock = new LockRequest("imagebuild.lock.json", Locked: false, ContinuousIntegration: false),
        Destinations = [],
        Threads = 2,
    };

    public static ImageRequest With(Func<ExecutionRequest, ExecutionRequest> change) => Plain with { Execution = change(Plain.Execution) };
}
