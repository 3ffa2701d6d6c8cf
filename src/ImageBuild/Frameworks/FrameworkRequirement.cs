using System.Text.Json;
using ImageBuild.Diagnostics;

namespace ImageBuild.Frameworks;

/// <summary>A shared framework an application says it needs, in its runtimeconfig.json.</summary>
/// <param name="Name">"Microsoft.AspNetCore.App".</param>
/// <param name="Version">The lowest version that will do: "10.0.0".</param>
public sealed record FrameworkRequirement(string Name, string Version)
{
    /// <summary>Reads the frameworks of an application; none for one that brings its own runtime.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidRuntimeConfig"/>.</exception>
    public static IReadOnlyList<FrameworkRequirement> Read(string runtimeConfigPath)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(runtimeConfigPath));
            var options = document.RootElement.GetProperty("runtimeOptions");
            if (options.TryGetProperty("frameworks", out var several))
                return [.. several.EnumerateArray().Select(Read)];
            return options.TryGetProperty("framework", out var one) ? [Read(one)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw ErrorCodes.InvalidRuntimeConfig.Error($"'{runtimeConfigPath}' cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static FrameworkRequirement Read(JsonElement framework) =>
        new(Text(framework, "name"), Text(framework, "version"));

    private static string Text(JsonElement framework, string name) =>
        framework.GetProperty(name).GetString() ?? throw new InvalidOperationException($"a framework has no {name}");
}
