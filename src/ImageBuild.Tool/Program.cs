using System.CommandLine;
using ImageBuild.Tool.Commands;

var root = new RootCommand("Builds, pushes and inspects container images from .NET without Docker.")
{
    PublishCommand.Create(),
    PushCommand.Create(),
    CopyCommand.Create(),
    InspectCommand.Create(),
    ExplainCommand.Create(),
    VerifyCommand.Create(),
    CacheCommand.Create(),
    LoginCommand.Create(),
    LogoutCommand.Create(),
};
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
