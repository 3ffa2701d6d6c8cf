using System.CommandLine;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild completion SHELL</c>: the script that makes a shell complete our commands.</summary>
/// <remarks>The scripts ask <c>imagebuild [suggest:POSITION] LINE</c>, so they need not be made again when a command changes.</remarks>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _imagebuild() {
                local found
                COMPREPLY=()
                while IFS= read -r found; do COMPREPLY+=("$found"); done < <(
                    compgen -W "$(imagebuild "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
            }
            complete -o default -F _imagebuild imagebuild
            """,
        ["zsh"] = """
            #compdef imagebuild
            _imagebuild() {
                local -a found
                found=("${(@f)$(imagebuild "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -- "${(@)found:#}" || _files
            }
            compdef _imagebuild imagebuild
            """,
        ["fish"] = """
            complete -c imagebuild -a '(set -l line (commandline -cp); imagebuild "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName imagebuild -ScriptBlock {
                param($word, $line, $position)
                imagebuild "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", Scripts.Keys)}." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new ToolCommand("completion", "Prints a script with which a shell completes commands and options.")
        {
            Examples =
            [
                "imagebuild completion bash >> ~/.bashrc",
                "imagebuild completion zsh >> ~/.zshrc            # behind compinit",
                "imagebuild completion fish > ~/.config/fish/completions/imagebuild.fish",
                "imagebuild completion pwsh >> $PROFILE",
            ],
        };
        command.Arguments.Add(shell);
        command.SetAction(async (arguments, log, _) =>
        {
            await log.Output.WriteLineAsync(Scripts[arguments.GetRequiredValue(shell)].ReplaceLineEndings("\n")).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
