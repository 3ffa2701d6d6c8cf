using System.Diagnostics;
using ImageBuild.Publishing.Stamps;

namespace ImageBuild.Tests.Publishing.Stamps;

/// <summary>Compared with what git itself says.</summary>
public sealed class CommitIdTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _tree;

    public CommitIdTests()
    {
        _tree = Directory.CreateDirectory(Path.Combine(_folder.Path, "tree", "deep", "er")).FullName;
        Git("init", "-q", Path.Combine(_folder.Path, "tree"));
        Git("commit", "-q", "--allow-empty", "-m", "first");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_branch() => Assert.Equal(Git("rev-parse", "HEAD"), CommitId.Read(_tree));

    [Fact]
    public void A_branch_among_packed_references()
    {
        Git("pack-refs", "--all");
        Assert.Equal(Git("rev-parse", "HEAD"), CommitId.Read(_tree));
    }

    [Fact]
    public void No_branch()
    {
        Git("checkout", "-q", "--detach");
        Assert.Equal(Git("rev-parse", "HEAD"), CommitId.Read(_tree));
    }

    [Fact]
    public void A_second_working_tree()
    {
        var second = Path.Combine(_folder.Path, "second");
        Git("worktree", "add", "-q", "-b", "other", second);
        Git("-C", second, "commit", "-q", "--allow-empty", "-m", "second");
        Assert.Equal(Git("-C", second, "rev-parse", "HEAD"), CommitId.Read(second));
        Assert.NotEqual(CommitId.Read(_tree), CommitId.Read(second));
    }

    [Fact]
    public void No_repository_and_no_commit()
    {
        var empty = Directory.CreateDirectory(Path.Combine(_folder.Path, "empty")).FullName;
        Git("init", "-q", empty);
        Assert.Equal("", CommitId.Read(empty));
    }

    [Fact]
    public void A_repository_that_git_is_told_of_is_not_read()
    {
        Assert.Null(CommitId.Read(_tree, name => name == "GIT_DIR" ? "/elsewhere/.git" : null));
        Assert.Equal(Git("rev-parse", "HEAD"), CommitId.Read(_tree, name => name == "GIT_DIR" ? "" : null));
    }

    private string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=a", "-c", "user.email=a@b", .. arguments]) { WorkingDirectory = _tree, RedirectStandardOutput = true };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
