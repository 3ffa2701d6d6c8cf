using ImageBuild.Images;

namespace ImageBuild.Publishing;

/// <summary>Makes an image's configuration from its base's and the request. Pure.</summary>
internal static class ConfigRules
{
    /// <summary>Everything but the diffIDs.</summary>
    /// <remarks>.NET's own images run as root and name their unprivileged user in APP_UID; the SDK takes that one, so do we.</remarks>
    public static ImageConfig Apply(ImageConfig baseConfig, PlatformRequest request, DateTimeOffset created, IEnumerable<HistoryEntry> history)
    {
        var execution = request.Execution;
        // The base's arguments belong to the base's command, as in a Dockerfile.
        var startsOwn = execution.AppCommand.Count > 0;
        var environment = Merge(baseConfig.Environment, execution.Environment);
        return baseConfig with
        {
            Platform = request.Platform,
            Created = created,
            User = execution.User ?? Variable(baseConfig.Environment, "APP_UID") ?? baseConfig.User,
            WorkingDirectory = execution.WorkingDirectory ?? baseConfig.WorkingDirectory,
            Environment = environment,
            Entrypoint = startsOwn ? [.. execution.AppCommand, .. execution.AppCommandArgs] : baseConfig.Entrypoint,
            Command = startsOwn || execution.DefaultArgs.Count > 0 ? execution.DefaultArgs : baseConfig.Command,
            ExposedPorts = Ports([.. baseConfig.ExposedPorts, .. execution.Ports], environment),
            Labels = new Dictionary<string, string>(Merge(baseConfig.Labels, execution.Labels)),
            History = [.. baseConfig.History, .. history],
        };
    }

    /// <summary>The base's order; new names behind it; a later value wins.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> Merge(
        IEnumerable<KeyValuePair<string, string>> first, IEnumerable<KeyValuePair<string, string>> second)
    {
        var merged = new List<KeyValuePair<string, string>>();
        foreach (var pair in first.Concat(second))
        {
            var at = merged.FindIndex(known => known.Key == pair.Key);
            if (at < 0)
                merged.Add(pair);
            else
                merged[at] = pair;
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
