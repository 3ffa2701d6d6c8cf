using System.CommandLine;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Locking;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Building;

/// <summary>What the user says of the image of a folder, read from the command line.</summary>
internal sealed class FolderOptions
{
    private const string DefaultDistribution = "debian:13";

    private readonly Argument<string> _folder = new("FOLDER") { Description = "The folder whose files go into the image." };
    private readonly Option<string> _base = new("--base") { Description = "debian:13, debian:12, ubuntu:24.04 or ubuntu:26.04, put together from packages; scratch; or registry/repository:tag.", DefaultValueFactory = _ => DefaultDistribution };
    private readonly Option<string> _root = new("--root") { Description = "Where the files go in the image.", DefaultValueFactory = _ => "/app" };
    private readonly Option<string?> _app = new("--app") { Description = "Which .NET application of several in the folder the image starts." };
    private readonly Option<string[]> _entrypoint = Several("--entrypoint", "The command, a word an option: --entrypoint nginx --entrypoint -g. By default the application, or what the base has.");
    private readonly Option<string[]> _cmd = Several("--cmd", "An argument that whoever starts the container may replace. May be repeated.");
    private readonly Option<string?> _user = new("--user") { Description = "The user, by name or number; by default the base's unprivileged one." };
    private readonly Option<string?> _workdir = new("--workdir") { Description = "The working directory; by default the root of an application, or what the base has." };
    private readonly Option<string[]> _env = Several("--env", "A variable as NAME=VALUE. May be repeated.", "-e");
    private readonly Option<string[]> _label = Several("--label", "A label as KEY=VALUE. May be repeated.", "-l");
    private readonly Option<string[]> _port = Several("--port", "A port as 8080 or 8080/udp. May be repeated.", "-p");
    private readonly Option<string[]> _package = Several("--package", "A package of the base's distribution to add, with what it depends on. May be repeated.");
    private readonly Option<string[]> _platform = Several("--platform", "linux/amd64, linux/arm64 or linux/arm/v7; several give one image with all. By default this machine's.");
    private readonly Option<string?> _compression = new("--compression") { Description = "gzip, zstd or none; gzip by default." };
    private readonly Option<string?> _created = new("--created") { Description = "The image's date: commit, epoch or a time. SOURCE_DATE_EPOCH goes before it." };
    private readonly Option<string?> _lockFile = new("--lock-file") { Description = $"The lock file; {ImageLock.FileName} in the current folder by default." };
    private readonly Option<bool> _locked = new("--locked") { Description = "A lock file that is missing or does not fit is an error." };
    private readonly Option<string?> _cache = new("--cache-directory") { Description = "The local cache; by default IMAGEBUILD_CACHE, else the operating system's folder for caches." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Prints what would be delivered and delivers nothing." };
    private readonly Destinations _destinations = new();

    private Option[] All => [_base, _root, _app, _entrypoint, _cmd, _user, _workdir, _env, _label, _port, _package, _platform, _compression, _created, _lockFile, _locked, _cache, _dryRun];

    public FolderOptions On(Command command)
    {
        command.Arguments.Add(_folder);
        _destinations.On(command);
        foreach (var option in All)
            command.Options.Add(option);
        return this;
    }

    /// <summary>The local cache.</summary>
    public ContentCache Cache(ParseResult arguments) => new(arguments.GetValue(_cache) ?? ContentCache.DefaultRoot(Environment.GetEnvironmentVariable));

    /// <summary>Looks into the folder, has the SDK bring what an application in it needs, and puts the request together.</summary>
    /// <exception cref="ImageBuildException">An option or the folder is not right.</exception>
    public async Task<ImageRequest> ReadAsync(ParseResult arguments, ConsoleLog log, CancellationToken cancellationToken)
    {
        var lockFile = Path.GetFullPath(arguments.GetValue(_lockFile) ?? ImageLock.FileName);
        var contents = FolderContents.Open(arguments.GetRequiredValue(_folder), arguments.GetRequiredValue(_root), arguments.GetValue(_app)) with { Excluded = lockFile };
        var (names, to) = _destinations.Read(arguments, contents);
        var on = BaseOf(arguments, contents.Application);
        var platforms = (arguments.GetValue(_platform) ?? []).SelectMany(PropertyLists.Words).Select(text => PlatformNames.RuntimeIdentifierOf(Platform.Parse(text))).ToList();
        if (platforms.Count == 0)
            platforms = [DefaultPlatform];
        var packs = await new SdkFrameworks(contents, log).FindAsync(platforms, on, lockFile, cancellationToken).ConfigureAwait(false);
        return new ImageRequest
        {
            Repository = ImageNames.Repository(names.Repository, names.Fallback, log),
            Tags = names.Tags,
            Platforms =
            [
                .. platforms.Select(platform => new PlatformRequest
                {
                    RuntimeIdentifier = platform,
                    Base = on is BaseRequest.Assembled assembled ? assembled with { RuntimePacks = packs[platform].RuntimePacks } : on,
                    Files = contents.FilesFor(platform, packs[platform]),
                    Execution = ExecutionOf(arguments, contents, Platform.FromRuntimeIdentifier(platform), on),
                }),
            ],
            Created = CreatedTime.Resolve(arguments.GetValue(_created), Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), contents.Folder),
            Compression = CompressionOf(arguments.GetValue(_compression)),
            Lock = new LockRequest(lockFile, arguments.GetValue(_locked), ContinuousIntegration: false),
            Destinations = to,
            DryRun = arguments.GetValue(_dryRun),
        };
    }

    private static string DefaultPlatform => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "linux-arm64",
        _ => "linux-x64",
    };

    private static Option<string[]> Several(string name, string description, params string[] aliases) => new(name, aliases) { Description = description };

    private BaseRequest BaseOf(ParseResult arguments, FolderApplication? application)
    {
        var text = arguments.GetRequiredValue(_base);
        var globalization = application?.Globalization ?? false;
        BaseRequest request = text == "scratch" ? new BaseRequest.Scratch()
            : Distribution.All.Any(known => known.Id == text) ? new BaseRequest.Assembled(text, globalization, []) { IsForDotNet = application is not null }
            : new BaseRequest.Pulled(ImageLocation.Parse(text)) { Globalization = globalization };
        return request with { Packages = new PackageRequest { Packages = [.. (arguments.GetValue(_package) ?? []).Select(name => new WantedPackage(name, null))] } };
    }

    private ExecutionRequest ExecutionOf(ParseResult arguments, FolderContents contents, Platform platform, BaseRequest on)
    {
        var entrypoint = arguments.GetValue(_entrypoint) ?? [];
        return new ExecutionRequest
        {
            AppCommand = entrypoint.Length > 0 ? entrypoint : contents.CommandFor(platform, on),
            DefaultArgs = arguments.GetValue(_cmd) ?? [],
            User = arguments.GetValue(_user),
            WorkingDirectory = arguments.GetValue(_workdir) ?? (contents.Application is null ? null : contents.Root.TrimEnd('/') + "/"),
            Environment = Pairs(arguments.GetValue(_env), ErrorCodes.InvalidEnvironmentVariable),
            Ports = arguments.GetValue(_port) ?? [],
            Labels = Pairs(arguments.GetValue(_label), ErrorCodes.InvalidLabel),
        };
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Pairs(string[]? values, ErrorCode code) =>
    [
        .. (values ?? []).Select(value => value.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? KeyValuePair.Create(value[..at], value[(at + 1)..])
            : throw code.Error($"'{value}' has no name and value.", "Write NAME=VALUE.")),
    ];

    private static CompressionFormat CompressionOf(string? name) => name switch
    {
        null or "gzip" => CompressionFormat.Gzip,
        "zstd" => CompressionFormat.Zstd,
        "none" => CompressionFormat.None,
        _ => throw ErrorCodes.InvalidValue.Error($"--compression is '{name}'.", "Set it to gzip, zstd or none."),
    };
}
