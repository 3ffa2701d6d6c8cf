using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Publishing;

/// <summary>Makes an image's configuration from its base's and the request. Pure.</summary>
internal static class ConfigRules
{
    /// <summary>Labels that say what an image is; those of the base say what the base is.</summary>
    private static readonly string[] DescriptiveLabels = ["org.opencontainers.image.", "org.opencontainers.artifact.", "org.label-schema."];

    /// <summary>Everything but the diffIDs.</summary>
    /// <param name="baseConfig">The base's configuration.</param>
    /// <param name="baseLabels">Labels that name the base.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="created">The image's date.</param>
    /// <param name="history">The layers on top of the base.</param>
    /// <param name="log">Told what may surprise.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidCommand"/>.</exception>
    public static ImageConfig Apply(
        ImageConfig baseConfig,
        IEnumerable<KeyValuePair<string, string>> baseLabels,
        PlatformRequest request,
        DateTimeOffset created,
        IEnumerable<HistoryEntry> history,
        IBuildLog log)
    {
        var execution = request.Execution;
        var environment = Merge([baseConfig.Environment, execution.Environment]);
        var (entrypoint, command) = CommandRules.Decide(execution, baseConfig.Entrypoint, baseConfig.Command, log);
        return baseConfig with
        {
            Platform = request.Platform,
            Created = created,
            User = User(baseConfig, execution),
            WorkingDirectory = execution.WorkingDirectory ?? baseConfig.WorkingDirectory,
            Environment = environment,
            Entrypoint = entrypoint,
            Command = command,
            ExposedPorts = Ports([.. baseConfig.ExposedPorts, .. execution.Ports], environment),
            Volumes = [.. baseConfig.Volumes.Concat(execution.Volumes).Distinct().Order(StringComparer.Ordinal)],
            StopSignal = execution.StopSignal ?? baseConfig.StopSignal,
            Labels = new Dictionary<string, string>(Merge([baseConfig.Labels.Where(IsNoDescription), baseLabels, execution.Labels])),
            History = [.. baseConfig.History, .. history],
            UnknownExecution = execution.Healthcheck is { } check
                ? [.. baseConfig.UnknownExecution.Where(member => member.Key != Healthcheck.Member), new(Healthcheck.Member, check.ToJson())]
                : baseConfig.UnknownExecution,
        };
    }

    /// <summary>Whom the image runs as; null for root.</summary>
    /// <remarks>.NET's own images run as root and name their unprivileged user in APP_UID; the SDK takes that one, so do we.</remarks>
    public static string? User(ImageConfig baseConfig, ExecutionRequest execution) =>
        execution.User ?? Variable(baseConfig.Environment, "APP_UID") ?? baseConfig.User;

    private static bool IsNoDescription(KeyValuePair<string, string> label) => !DescriptiveLabels.Any(prefix => label.Key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The base's order; new names behind it; a later value wins.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> Merge(ReadOnlySpan<IEnumerable<KeyValuePair<string, string>>> lists)
    {
        var merged = new List<KeyValuePair<string, string>>();
        foreach (var list in lists)
        {
            foreach (var pair in list)
            {
                var at = merged.FindIndex(known => known.Key == pair.Key);
                if (at < 0)
                    merged.Add(pair);
                else
                    merged[at] = pair;
            }
        }

        return merged;
    }

    /// <summary>The ports asked for and those ASP.NET Core will listen on, sorted by number.</summary>
    private static IReadOnlyList<string> Ports(IEnumerable<string> asked, IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        var ports = asked.Concat(AspNetPorts(environment)).Select(RequestValidation.NormalizePort).Distinct();
        return [.. ports.OrderBy(port => int.Parse(port.Split('/')[0], System.Globalization.CultureInfo.InvariantCulture)).ThenBy(port => port, StringComparer.Ordinal)];
    }

    /// <summary>ASPNETCORE_URLS wins over the port variables, as it does at run time.</summary>
    private static IEnumerable<string> AspNetPorts(IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        if (Variable(environment, "ASPNETCORE_URLS") is { } urls)
        {
            // Kestrel also listens on Unix sockets ("http://unix:/run/app.sock") and on whatever port is free (0).
            return Split(urls)
                .Where(url => !url.Contains("://unix:/", StringComparison.OrdinalIgnoreCase))
                .Select(url => url.Replace("//+", "//any", StringComparison.Ordinal).Replace("//*", "//any", StringComparison.Ordinal))
                .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Port > 0 ? $"{uri.Port}" : null)
                .OfType<string>();
        }

        return Split(Variable(environment, "ASPNETCORE_HTTP_PORTS")).Concat(Split(Variable(environment, "ASPNETCORE_HTTPS_PORTS")));
    }

    private static string[] Split(string? list) => list?.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static string? Variable(IEnumerable<KeyValuePair<string, string>> environment, string name) =>
        environment.LastOrDefault(pair => pair.Key == name).Value is { Length: > 0 } value ? value : null;
}
