// Makes an image of a folder and brings it anywhere: dotnet run -- FOLDER DESTINATION
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Publishing;
using ImageBuild.Transfers;

var (folder, destination, log) = (args[0], ImageLocation.Parse(args[1]), NullBuildLog.Instance);
var platform = new PlatformRequest
{
    RuntimeIdentifier = "linux-x64",
    Base = new BaseRequest.Scratch(), // or new BaseRequest.Pulled(ImageLocation.Parse("…")), or one put together from packages
    Files = FolderContents.Open(folder, root: "/app", application: null).FilesFor("linux-x64", NeededPacks.None),
    Execution = new ExecutionRequest { AppCommand = ["/app/server"], WorkingDirectory = "/app", User = "1654" },
};
var request = new ImageRequest
{
    Repository = "acme/server",
    Tags = ["latest"],
    Platforms = [platform],
    Created = DateTimeOffset.UnixEpoch,
    Lock = new LockRequest("imagebuild.lock.json", Locked: false, ContinuousIntegration: false),
    Destinations = [destination],
};
var cache = new ContentCache(ContentCache.DefaultRoot(Environment.GetEnvironmentVariable));
using var access = BuildAccess.Create(request, cache, Environment.GetEnvironmentVariable, log);
var result = await new ImageBuilder(access.Services).BuildAsync(request, CancellationToken.None);
Console.WriteLine(result.Destinations[0].DigestReference);
