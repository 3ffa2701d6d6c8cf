using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>A request that asks for nothing special; tests change what they are about.</summary>
internal static class Requests
{
    public static PlatformRequest Platform { get; } = new()
    {
        RuntimeIdentifier = "linux-x64",
        Base = new BaseRequest.Assembled("debian:13", Globalization: false, []),
        Files = [],
        Execution = new ExecutionRequest { AppCommand = ["/app/App"], WorkingDirectory = "/app" },
    };

    public static ImageRequest Plain { get; } = new()
    {
        Repository = "team/app",
        Tags = ["latest"],
        Platforms = [Platform],
        Created = DateTimeOffset.UnixEpoch,
        Lock = new LockRequest("imagebuild.lock.json", Locked: false, ContinuousIntegration: false),
        Destinations = [],
        Threads = 2,
    };

    /// <summary>The request with its only platform changed.</summary>
    public static ImageRequest With(this ImageRequest request, Func<PlatformRequest, PlatformRequest> change) => request with { Platforms = [change(request.Platforms[0])] };

    public static ImageRequest With(Func<ExecutionRequest, ExecutionRequest> change) => Plain.With(platform => platform with { Execution = change(platform.Execution) });
}
