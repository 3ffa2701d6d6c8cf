using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Elf;
using ImageBuild.Tar;

namespace ImageBuild.Publishing;

/// <summary>Checks before the image exists what would otherwise be a crash when it runs: whether native files find the libraries they need.</summary>
internal static class NativeLibraries
{
    /// <summary>Libraries that packages bring along for something a service does not do. docs/native-libraries.md shows them; a test compares the two.</summary>
    public static IReadOnlyDictionary<string, string> Optional { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["libcoreclrtraceptprovider.so"] = "Sends events of .NET itself to LTTng; without LTTng the runtime starts without it.",
        ["libmsalruntime.so"] = "Logs people in through a window (Microsoft.Identity.Client.NativeInterop, which comes with Azure.Identity).",
    };

    /// <summary>Looks at the native files of the application. Costs nothing where there are none.</summary>
    /// <param name="request">The application.</param>
    /// <param name="present">Finds out what the base has; asked only where native files need more than every assembled base has.</param>
    /// <param name="log">Gets a warning for each library that cannot be loaded.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NativeLibraryMissing"/>, <see cref="ErrorCodes.NativeLibraryTooOld"/>: it is the program itself that cannot be started.</exception>
    public static async Task CheckAsync(PlatformRequest request, Func<Task<LibraryIndex>> present, IBuildLog log)
    {
        var machine = MachineOf(request.Platform);
        var files = request.Files.Select(file => file.Entry).Where(MayBeNative)
            .Select(Read).OfType<NativeFile>()
            .Where(file => file.Elf.Machine == machine)
            .ToList();
        if (files.Count == 0 || (request.Base is BaseRequest.Assembled && files.All(file => CommonLibraries.Suffice(file.Elf))))
            return;

        var libraries = await present().ConfigureAwait(false);
        var own = files.Select(file => file.Name).Concat(request.RuntimeLibraries()).ToHashSet(StringComparer.Ordinal);
        var problems = files.Where(file => !file.IsForMusl).ToDictionary(file => file, file => Problem(file, own, libraries, request));
        foreach (var (file, problem) in problems)
        {
            if (problem is null)
                continue;
            if (Optional.TryGetValue(file.Name, out var reason))
                log.Detail($"{problem.Cause} {reason}");
            else if (problems.Any(other => other.Value is null && file.IsVariantOf(other.Key)))
                log.Detail($"{problem.Cause} Another build of it can be loaded.");
            else if (request.Execution.AppCommand is [var program, ..] && program.TrimStart('/') == file.Path)
                throw problem;
            else
                log.Warning(problem.Code, problem.Message);
        }
    }

    private static ImageBuildException? Problem(NativeFile file, HashSet<string> own, LibraryIndex libraries, PlatformRequest request)
    {
        var missing = file.Elf.Needed.Where(library => !own.Contains(library) && !libraries.Has(library)).ToList();
        if (missing.Count > 0)
        {
            var packages = missing.Select(PackageNames.Guess).OfType<string>().Distinct().ToList();
            return ErrorCodes.NativeLibraryMissing.Error(
                $"{file.Name} needs {string.Join(", ", missing)}, which the image does not have.",
                packages.Count > 0
                    ? $"By the rule Debian names packages after, add {string.Join(' ', packages.Select(package => $"<ContainerPackage Include=\"{package}\" />"))}; look for the library at https://packages.debian.org if there is no such package."
                    : null);
        }

        var old = file.Elf.NeededVersions
            .Where(need => !own.Contains(need.Library) && libraries.VersionsOf(need.Library) is { Count: > 0 } versions && !versions.Contains(need.Version))
            .ToList();
        return old.Count == 0 ? null : TooOld(file, old, libraries, request);
    }

    private static ImageBuildException TooOld(NativeFile file, List<NeededVersion> wanted, LibraryIndex libraries, PlatformRequest request)
    {
        var highest = wanted.OrderByDescending(need => NumberOf(need.Version)).First();
        var prefix = highest.Version[..(highest.Version.IndexOf('_', StringComparison.Ordinal) + 1)];
        var has = libraries.VersionsOf(highest.Library).Where(version => version.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(NumberOf);
        var distribution = request.Base is BaseRequest.Assembled assembled ? assembled.Distribution : "the base";
        return ErrorCodes.NativeLibraryTooOld.Error(
            $"{file.Name} was linked against {highest.Library} with {highest.Version}, but {distribution} has {(has is null ? "another one" : $"at most {has}")}.");
    }

    /// <summary>"GLIBC_2.34" as a number to compare by.</summary>
    private static Version NumberOf(string version) =>
        Version.TryParse(version[(version.LastIndexOf('_') + 1)..], out var number) ? number : new Version(0, 0);

    /// <summary>Managed assemblies and texts are most of an application; only the rest is opened.</summary>
    private static bool MayBeNative(TarEntry entry) =>
        entry.Content is { Size: > 52 }
        && (Path.GetExtension(entry.Path) is "" or ".so" || entry.Path.Contains(".so.", StringComparison.Ordinal) || ((entry.Mode & 0x49 /* 0111 */) != 0 && Path.GetExtension(entry.Path) is not (".dll" or ".json" or ".pdb" or ".xml")));

    private static NativeFile? Read(TarEntry entry)
    {
        using var stream = entry.Content!.Open();
        return ElfFile.TryRead(stream) is { } elf ? new NativeFile(entry.Path, elf) : null;
    }

    private static ElfMachine MachineOf(Content.Platform platform) => platform.Architecture switch
    {
        "amd64" => ElfMachine.Amd64,
        "arm64" => ElfMachine.Arm64,
        "arm" => ElfMachine.Arm,
        _ => ElfMachine.Other,
    };

    /// <summary>The native libraries of the frameworks that lie below the application.</summary>
    private static IEnumerable<string> RuntimeLibraries(this PlatformRequest request)
    {
        if (request.Base is not BaseRequest.Assembled assembled)
            return [];
        return assembled.RuntimePacks
            .Select(pack => Path.Combine(pack.Folder, "runtimes", pack.RuntimeIdentifier, "native"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.so"))
            .Select(file => Path.GetFileName(file)!);
    }

    private sealed record NativeFile(string Path, ElfFile Elf)
    {
        public string Name { get; } = Path[(Path.LastIndexOf('/') + 1)..];

        /// <summary>A build for Alpine that lies beside the one for everybody else.</summary>
        public bool IsForMusl => Elf.Needed.Any(library => library.Contains("musl", StringComparison.Ordinal) || library == "libc.so");

        /// <summary>"centos8-librdkafka.so" and "librdkafka.so" are tried one after the other until one can be loaded.</summary>
        public bool IsVariantOf(NativeFile other) =>
            Folder == other.Folder
            && (other.Name.EndsWith("-" + Name, StringComparison.Ordinal) || Name.EndsWith("-" + other.Name, StringComparison.Ordinal) || Stem(Name) == Stem(other.Name));

        private string Folder => Path[..(Path.Length - Name.Length)];

        /// <summary>What follows the name of the distribution.</summary>
        private static string Stem(string name) => name.IndexOf("-lib", StringComparison.Ordinal) is > 0 and var cut ? name[(cut + 1)..] : name;
    }
}
