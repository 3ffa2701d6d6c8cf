namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>A user with a home of its own and without a capability or a way to get one. Only root can become one.</summary>
internal sealed class OtherUser
{
    /// <summary>Debian's "nobody".</summary>
    private const string Id = "65534";

    private OtherUser(string home) => Home = home;

    public string Home { get; }

    /// <summary>Makes the home, with the package sources of the user who runs the tests but without anything restored.</summary>
    public static async Task<OtherUser> WithHomeAsync(string home)
    {
        NewHome.Make(home);

        // The checkout may lie where only its owner can read.
        var packages = Directory.CreateDirectory(Path.Combine(home, "packages")).FullName;
        foreach (var package in PackedPackages.Files)
            File.Copy(package, Path.Combine(packages, Path.GetFileName(package)));

        var user = new OtherUser(home);
        await OwnsAsync(home);
        return user;
    }

    /// <summary>Hands a folder and all that is in it to the unprivileged user.</summary>
    public static async Task OwnsAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await new Command("chown", "-R", $"{Id}:{Id}", folder).RunWellAsync();
    }

    /// <summary>The command as this user runs it.</summary>
    public Command Runs(Command command) =>
        command
            .StartedBy("setpriv", $"--reuid={Id}", $"--regid={Id}", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--")
            .With(NewHome.Variables(Home))
            .With(
                ("USER", "nobody"),
                ("LOGNAME", "nobody"),
                ("RestoreAdditionalProjectSources", Path.Combine(Home, "packages")));
}
