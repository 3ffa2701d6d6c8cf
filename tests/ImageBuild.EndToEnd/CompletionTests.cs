using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>The scripts of imagebuild completion, loaded by the shells they are for.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("imagebuild pu", "publish pull push")]
    [InlineData("imagebuild push --plat", "--platform")]
    [InlineData("imagebuild completion ", "bash fish pwsh zsh")]
    public async Task Bash_completes_commands_options_and_values(string line, string expected)
    {
        var words = line.Split(' ');

        var found = await RunAsync("bash", "-c", $$"""
            source <(imagebuild completion bash)
            complete -p imagebuild | grep -q _imagebuild || exit 1
            COMP_LINE="{{line}}"; COMP_POINT={{line.Length}}; COMP_WORDS=({{string.Join(' ', words.Select(word => $"\"{word}\""))}}); COMP_CWORD={{words.Length - 1}}
            _imagebuild
            printf '%s\n' "${COMPREPLY[@]}"
            """);

        Assert.Equal(expected.Split(' '), found.Where(word => !word.StartsWith('-') || expected.StartsWith('-')).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("imagebuild pu", "publish pull push")]
    [InlineData("imagebuild push --plat", "--platform")]
    [InlineData("imagebuild completion ", "bash fish pwsh zsh")]
    public async Task Fish_completes_commands_options_and_values(string line, string expected)
    {
        var found = await RunAsync("fish", "-c", $"imagebuild completion fish | source; complete -C '{line}'");

        Assert.Superset(expected.Split(' ').ToHashSet(), found.Select(word => word.Split('\t')[0]).ToHashSet());
    }

    [Fact]
    public async Task Zsh_completes_what_is_typed_into_a_terminal()
    {
        var found = await RunAsync("zsh", "-f", "-c", $$"""
            zmodload zsh/zpty
            zpty z zsh -f -i
            zpty -w z "PS1=; autoload -U compinit; compinit -u -d '{{_folder["zcompdump"]}}'; source <(imagebuild completion zsh); print REA''DY"
            zpty -r -m z text '*READY*' || exit 1
            zpty -w -n z $'imagebuild publi\t'
            zpty -r -m z text '*imagebuild publish*' && print found publish
            zpty -w -n z $'\C-uimagebuild push --plat\t'
            zpty -r -m z text '*push --platform*' && print found --platform
            """);

        Assert.Equal(["found publish", "found --platform"], found);
    }

    [Fact]
    public async Task A_shell_that_is_not_known_is_an_error() =>
        Assert.Contains("'tcsh'", (await new SharedTool(_folder.Folder("home")).RunAsync("completion", "tcsh")).Failed().Everything, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    /// <returns>The lines it prints.</returns>
    private async Task<IReadOnlyList<string>> RunAsync(string shell, params string[] arguments)
    {
        var tool = await new SharedTool(_folder.Folder("home")).CommandAsync();
        // An empty folder: shells complete the names of files, too.
        var command = (new Command(shell, arguments) { WorkingDirectory = _folder.Folder("empty"), Environment = tool.Environment })
            .With(("PATH", $"{Path.GetDirectoryName(tool.File)}:{Environment.GetEnvironmentVariable("PATH")}"));
        return (await command.RunWellAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
