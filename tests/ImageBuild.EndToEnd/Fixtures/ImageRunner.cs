using System.Text.Json.Nodes;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>Runs an image of an OCI layout for real: umoci unpacks it, runc starts it as its configuration says.</summary>
/// <remarks>
/// runc rather than a container engine, because it also works inside a machine that may not raise limits or nest
/// control groups: those parts of the bundle are taken out. The network is the host's, so each run gets a port of its own.
/// </remarks>
internal static class ImageRunner
{
    /// <summary>Starts a web application; <paramref name="portVariable"/> tells it where to listen.</summary>
    public static async Task<RunningImage> StartAsync(string layout, string tag, string portVariable = "ASPNETCORE_HTTP_PORTS")
    {
        var port = Ports.Free();
        var folder = new TempFolder();
        try
        {
            var command = await PrepareAsync(folder, layout, tag, $"{portVariable}={port}");
            return new RunningImage(folder, command.Start(), port);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Runs a program that ends by itself.</summary>
    public static async Task<CommandResult> RunAsync(string layout, string tag, params string[] environment)
    {
        using var folder = new TempFolder();
        var command = await PrepareAsync(folder, layout, tag, environment);
        return await command.RunAsync();
    }

    private static async Task<Command> PrepareAsync(TempFolder folder, string layout, string tag, params string[] environment)
    {
        var bundle = folder["bundle"];
        await Umoci.UnpackAsync(layout, tag, bundle);
        var file = Path.Combine(bundle, "config.json");
        var configuration = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        Adapt(configuration, environment);
        await File.WriteAllTextAsync(file, configuration.ToJsonString());
        return new Command("runc", "--root", folder["state"], "run", "--bundle", bundle, Path.GetFileName(folder.Path));
    }

    /// <summary>Drops what an unprivileged machine refuses; user, command, folder and the rest of the environment stay the image's.</summary>
    private static void Adapt(JsonNode configuration, string[] environment)
    {
        var process = configuration["process"]!.AsObject();
        process["terminal"] = false;
        process.Remove("rlimits");
        var variables = process["env"]!.AsArray();
        foreach (var variable in environment)
        {
            var name = variable[..(variable.IndexOf('=', StringComparison.Ordinal) + 1)];
            variables.RemoveAll(known => known!.GetValue<string>().StartsWith(name, StringComparison.Ordinal));
            variables.Add(variable);
        }

        // On a volume umoci mounts an empty disk that is root's; engines give it the owner and the content of the image's folder.
        configuration["mounts"]!.AsArray().RemoveAll(mount => mount!["type"]!.GetValue<string>() == "cgroup" || (mount["type"]!.GetValue<string>() == "tmpfs" && mount["source"]!.GetValue<string>() == "none"));
        configuration["linux"]!["namespaces"]!.AsArray().RemoveAll(space => space!["type"]!.GetValue<string>() == "network");
    }
}
