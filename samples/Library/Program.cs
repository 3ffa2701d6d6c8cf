// Makes an image of a folder and brings it anywhere: dotnet run -- FOLDER DESTINATION
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Publishing;
using ImageBuild.Transfers;

var (folder, destination, log) = (args[0], ImageLocation.Parse(args[1]), NullBuildLog.Instance);
var platform = new PlatformRequest
{
    RuntimeIdentifier = "linux-x64",
    Base = new BaseRequest.Scratch(), // or new BaseRequest.Pulled(ImageReference.Parse("…")), or one put together from packages
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
using var archives = ArchiveHttp.CreateClient();
using var access = TransferAccess.Create(Environment.GetEnvironmentVariable, destination, [destination], log);
var cache = new ContentCache(ContentCache.DefaultRoot(Environment.GetEnvironmentVariable));
var builder = new ImageBuilder(new BuildServices(cache, archives, access.Clients, Environment.GetEnvironmentVariable, log));
var result = await builder.BuildAsync(request, CancellationToken.None);
Console.WriteLine(result.Destinations[0].DigestReference);
