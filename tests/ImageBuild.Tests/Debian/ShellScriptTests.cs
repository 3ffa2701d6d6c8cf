using ImageBuild.Debian.Installing;

namespace ImageBuild.Tests.Debian;

/// <summary>Which commands an installation script could call.</summary>
public sealed class ShellScriptTests
{
    [Theory]
    [InlineData("a b c", "a b c")]
    [InlineData("a; b && c || d | e & f", "a|b|c|d|e|f")]
    [InlineData("# a\nb # c\n", "b")]
    [InlineData("a 'b c' \"d e\" f\\ g", "a b c d e f g")]
    [InlineData("a \\\n b", "a b")]
    [InlineData("if a; then b; elif c; then d; else e; fi", "a|b|c|d|e")]
    [InlineData("while ! a; do b; done; until c; do d; done", "a|b|c|d")]
    [InlineData("for x in a b; do c; done", "c")]
    [InlineData("case \"$1\" in\n a|b) c;;\n (d) e\n ;;\n *)\n f ;;\nesac\ng", "c|e|f|g")]
    [InlineData("case $1 in a) case $2 in b) c;; esac;; d) e;; esac; f", "c|e|f")]
    [InlineData("f() {\n a\n}\nf", "a|f")]
    [InlineData("X=1 Y=\"a b\" c", "c")]
    [InlineData("X=$(a b | c)\nd \"$(e 'f)' )\" ${g:-h i}", "d $(e 'f)' ) ${g:-h i}")]
    [InlineData("a <<EOF\nb\n$(c)\nEOF\nd", "a|d")]
    [InlineData("a <<-'E F'\n\tb\n\tE F\nd", "a|d")]
    [InlineData("(a; b)", "a|b")]
    [InlineData("{ a; }", "a")]
    [InlineData("a >/dev/null 2>&1 <b", "a")]
    [InlineData("'unclosed", "unclosed")]
    [InlineData("x `a", "x $(a")]
    [InlineData("case x in a", "")]
    [InlineData("a $(", "a $(")]
    public void Lists_commands_of_all_branches(string script, string expected) =>
        Assert.Equal(expected, string.Join('|', ShellScript.Read(script).Select(command => string.Join(' ', command.Words))));

    [Theory]
    [InlineData("a > b", "b")]
    [InlineData("a >>b 2>c", "b c")]
    [InlineData("a >/dev/null 2>&1 >|b", "b")]
    [InlineData("a >&2", "")]
    public void Lists_files_that_are_written(string script, string expected) =>
        Assert.Equal(expected, string.Join(' ', ShellScript.Read(script).SelectMany(command => command.Writes)));
}
