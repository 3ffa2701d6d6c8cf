namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>A container engine as people have it, with storage of its own in the test's folder.</summary>
internal static class Podman
{
    /// <summary>Runs a line as it would be typed into a shell, with "podman" meaning this one.</summary>
    public static async Task<CommandResult> RunLineAsync(TempFolder folder, string line)
    {
        var result = await new Command("sh", "-c", line).With(await VariablesAsync(folder)).RunAsync();
        await LetGoAsync(folder);
        return result.Succeeded();
    }

    /// <summary>Its storage stays mounted on itself; a test folder that is a mount point cannot be removed.</summary>
    /// <remarks>The last to leave is a process that conmon starts when a container has ended: it mounts the storage once more and deletes in it.</remarks>
    public static async Task LetGoAsync(TempFolder folder)
    {
        var storage = folder["podman"];
        await Eventually.IsTrueAsync(() => !RunningProcesses.Read("cmdline").Any(line => line.Contains($"\0{storage}\0", StringComparison.Ordinal)), "nobody works on podman's storage");
        await new Command("umount", "--lazy", Path.Combine(storage, "overlay")).RunAsync();
    }

    /// <summary>The variables that make "podman" mean this one.</summary>
    public static async Task<(string Name, string? Value)[]> VariablesAsync(TempFolder folder)
    {
        // Without the right to raise limits only limits below the present ones may be asked for, and only runc copes
        // with every arrangement of control groups. The host's network spares a bridge.
        await File.WriteAllTextAsync(folder["containers.conf"], $"""
            [containers]
            default_ulimits = ["nofile=1024:4096", "nproc=1000:1000"]
            netns = "host"
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            tmp_dir = "{folder["podman-tmp"]}"
            """);
        await File.WriteAllTextAsync(folder["storage.conf"], $"""
            [storage]
            driver = "overlay"
            graphroot = "{folder["podman"]}"
            runroot = "{folder["podman-run"]}"
            """);
        return [("CONTAINERS_CONF", folder["containers.conf"]), ("CONTAINERS_STORAGE_CONF", folder["storage.conf"])];
    }
}
