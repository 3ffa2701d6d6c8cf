using System.Globalization;
using System.Text.RegularExpressions;
using ImageBuild.Diagnostics;

namespace ImageBuild.Publishing;

/// <summary>Refuses what no registry or runtime would take, before anything is built.</summary>
internal static partial class RequestValidation
{
    private const int MaxUserLength = 64;

    /// <summary>With the layers of a base this stays below the 127 that container runtimes take.</summary>
    private const int MaxLayerBudget = 100;

    /// <summary>Checks everything about a request that can be checked without looking anywhere else.</summary>
    /// <exception cref="ImageBuildException">The first thing that is wrong.</exception>
    public static void Check(ImageRequest request)
    {
        if (request.LayerBudget is < 1 or > MaxLayerBudget)
            throw ErrorCodes.InvalidValue.Error($"ContainerLayerBudget is '{request.LayerBudget}'.", $"Set it to a number from 1 to {MaxLayerBudget}.");
        foreach (var platform in request.Platforms)
            Check(platform);
        if (request.Platforms.GroupBy(platform => platform.Platform).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw ErrorCodes.InvalidValue.Error(
                $"{string.Join(" and ", twice.Select(platform => platform.RuntimeIdentifier))} are both {twice.Key}.",
                "Name each platform once in ContainerRuntimeIdentifiers.");
        }
    }

    private static void Check(PlatformRequest request)
    {
        _ = request.Platform;
        if (request.Base is BaseRequest.Assembled assembled && request.RuntimeIdentifier.StartsWith("linux-musl-", StringComparison.Ordinal))
            throw ErrorCodes.UnsupportedRuntimeIdentifier.Error($"'{request.RuntimeIdentifier}' needs the C library musl, and {assembled.Distribution} has glibc: the application would not start.");
        foreach (var port in request.Execution.Ports)
            _ = NormalizePort(port);
        CheckUser(request.Execution.User);
        foreach (var (key, value) in request.Execution.Labels)
            CheckLabel(key, value);
        foreach (var (name, value) in request.Execution.Environment)
            CheckVariable(name, value);
        if (request.Execution.WorkingDirectory is { } folder && !IsAbsolute(folder))
            throw ErrorCodes.InvalidWorkingDirectory.Error($"The working directory '{request.Execution.WorkingDirectory}' is not absolute.");
        if (request.Execution.Volumes.FirstOrDefault(volume => !IsAbsolute(volume)) is { } wrong)
            throw ErrorCodes.InvalidValue.Error($"The ContainerVolume '{wrong}' is not absolute.", "Write a folder of the image, such as /data.");
        if (request.Execution.StopSignal is { } signal && !Signal().IsMatch(signal))
            throw ErrorCodes.InvalidValue.Error($"ContainerStopSignal is '{signal}'.", "Write a signal as SIGTERM, SIGRTMIN+3 or a number from 1 to 64.");
    }

    private static bool IsAbsolute(string path) => path.StartsWith('/') && !path.Any(char.IsControl) && !path.Split('/').Contains("..");

    /// <summary>"8080" and "8080/tcp" become "8080/tcp".</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPort"/>.</exception>
    public static string NormalizePort(string port)
    {
        var parts = port.Split('/');
        var protocol = parts.Length == 2 ? parts[1].ToLowerInvariant() : "tcp";
        var isValid = parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= 65535
            && protocol is "tcp" or "udp";
        return isValid
            ? $"{int.Parse(parts[0], CultureInfo.InvariantCulture)}/{protocol}"
            : throw ErrorCodes.InvalidPort.Error($"'{port}' is not a port.");
    }

    private static void CheckUser(string? user)
    {
        if (user is null)
            return;
        var parts = user.Split(':');
        if (parts.Length > 2 || !parts.All(IsUserOrGroup))
            throw ErrorCodes.InvalidUser.Error($"'{user}' is not a user.");
    }

    /// <summary>A number, or a name useradd would take.</summary>
    private static bool IsUserOrGroup(string part) =>
        part.Length is > 0 and <= MaxUserLength
        && (part.All(char.IsAsciiDigit)
            ? uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            : (char.IsAsciiLetter(part[0]) || part[0] == '_') && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '$'));

    /// <summary>Keys as Docker's guidelines and Kubernetes use them: no white space, no control characters, not empty.</summary>
    private static void CheckLabel(string key, string value)
    {
        if (key.Length == 0 || key.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '=' or '"'))
            throw ErrorCodes.InvalidLabel.Error($"'{key}' is not the key of a label.");
        if (value.Contains('\0', StringComparison.Ordinal))
            throw ErrorCodes.InvalidLabel.Error($"The value of the label '{key}' holds a NUL character.");
    }

    private static void CheckVariable(string name, string value)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || name.Any(c => c == '=' || char.IsWhiteSpace(c) || char.IsControl(c)))
            throw ErrorCodes.InvalidEnvironmentVariable.Error($"'{name}' is not the name of an environment variable.");
        if (value.Contains('\0', StringComparison.Ordinal))
            throw ErrorCodes.InvalidEnvironmentVariable.Error($"The value of the environment variable '{name}' holds a NUL character.");
    }

    [GeneratedRegex(@"\A(?:SIG[A-Z][A-Z0-9]*(?:[+-][0-9]{1,2})?|[1-9]|[1-5][0-9]|6[0-4])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Signal();
}
