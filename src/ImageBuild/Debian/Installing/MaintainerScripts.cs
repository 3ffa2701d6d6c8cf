namespace ImageBuild.Debian.Installing;

/// <summary>Reads installation scripts for what they do beyond what is done here. Nothing of them is ever run.</summary>
/// <remarks>Debian policy 6. docs/container-packages.md says what is done in their place.</remarks>
internal static class MaintainerScripts
{
    private const string Alternatives = "update-alternatives";

    /// <summary>Commands that ask, that talk, or that act on a running or an older system only, and those whose work is done here.</summary>
    private static readonly HashSet<string> Harmless = new(
        [
            // The shell itself, and commands that only look.
            ".", ":", "[", "[[", "test", "true", "false", "set", "unset", "shift", "exit", "return", "break", "continue", "local", "export", "readonly", "read", "trap", "umask", "cd",
            "command", "type", "eval", "echo", "printf", "cat", "grep", "egrep", "fgrep", "sed", "awk", "cut", "sort", "uniq", "head", "tail", "tr", "wc", "find", "basename", "dirname", "readlink",
            "realpath", "which", "id", "getent", "uname", "hostname", "date", "expr", "seq", "stat", "ls", "cmp", "diff", "md5sum", "sha256sum", "pidof", "ischroot", "sleep", "sync",

            // dpkg, questions, and what only matters when an older version is replaced.
            "dpkg", "dpkg-query", "dpkg-maintscript-helper", "dpkg-trigger", "deb-systemd-helper", "deb-systemd-invoke", "db_version", "db_capb", "db_get", "db_set", "db_fset", "db_input",
            "db_go", "db_stop", "db_subst", "db_unregister", "db_purge", "db_metaget", "db_title", "rm", "rmdir",

            // Services: nothing runs in an image that is being made.
            "systemctl", "service", "invoke-rc.d", "update-rc.d", "start-stop-daemon", "kill", "killall",

            // Done here.
            "ldconfig", "update-ca-certificates", "systemd-sysusers", "systemd-tmpfiles",
        ],
        StringComparer.Ordinal);

    /// <summary>Triggers of others that a package sets off, where nothing is lost when they are not.</summary>
    private static readonly HashSet<string> HarmlessTriggers = new(["ldconfig", "update-ca-certificates", "update-ca-certificates-fresh"], StringComparer.Ordinal);

    /// <summary>What the scripts of a package would have done and nobody did, for people: "adduser (postinst)".</summary>
    public static IReadOnlyList<string> NotReproduced(DebPackage deb)
    {
        if (HarmlessScript.All.Any(known => known.Package == deb.Description.Name))
            return [];
        return [.. Commands(deb, "preinst").Concat(Commands(deb, "postinst")).Concat(Triggers(deb)).Distinct()];
    }

    /// <summary>The alternatives that a package offers, where its script states them plainly.</summary>
    public static IEnumerable<Alternative> OfferedAlternatives(DebPackage deb) =>
        deb.Scripts.TryGetValue("postinst", out var script) && IsShell(script)
            ? ShellScript.Read(script).Where(command => command.Words[0] == Alternatives).Select(command => Alternative.TryParse(command.Words)).OfType<Alternative>()
            : [];

    private static IEnumerable<string> Commands(DebPackage deb, string name)
    {
        if (!deb.Scripts.TryGetValue(name, out var script))
            return [];
        if (!IsShell(script))
            return [$"a program ({name})"];
        var unknown = from command in ShellScript.Read(script)
                      where command.Writes.Count > 0 || !IsHarmless(command)
                      from what in IsHarmless(command) ? command.Writes.Select(file => "writing " + file) : [NameOf(command)]
                      select what;
        return unknown.Distinct().Select(what => $"{what} ({name})");
    }

    private static IEnumerable<string> Triggers(DebPackage deb) =>
        from line in deb.Scripts.GetValueOrDefault("triggers")?.Split('\n') ?? []
        let words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        where words.Length == 2 && words[0].StartsWith("activate", StringComparison.Ordinal) && !HarmlessTriggers.Contains(words[1])
        select $"trigger {words[1]}";

    private static bool IsHarmless(ShellCommand command) =>
        Harmless.Contains(NameOf(command)) || (command.Words[0] == Alternatives && (command.Words.Contains("--remove") || Alternative.TryParse(command.Words) is not null));

    /// <summary>The program without its folder.</summary>
    private static string NameOf(ShellCommand command) => command.Words[0].Split('/')[^1] is { Length: > 0 } name ? name : command.Words[0];

    private static bool IsShell(string script) => script.StartsWith("#!", StringComparison.Ordinal) && script.Split('\n')[0] is var first && (first.Contains("sh", StringComparison.Ordinal));
}
