using System.Buffers;
using System.Text;

namespace ImageBuild.Debian.Installing;

/// <summary>Takes a shell script apart into its commands.</summary>
/// <remarks>
/// Not a shell: conditions are not evaluated, so commands of all branches are listed, and what stands in <c>$(…)</c> is part of
/// the word around it. That is enough to say which commands a script could call.
/// </remarks>
internal sealed class ShellScript
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal) { "if", "then", "else", "elif", "while", "until", "do", "!", "{", "time" };
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal) { "fi", "done", "esac", "}", "" };

    private readonly string _text;
    private readonly List<ShellCommand> _commands = [];
    private readonly List<string> _words = [];
    private readonly List<string> _writes = [];
    private readonly Queue<string> _hereDocuments = [];
    private int _position;
    private int _cases;
    private bool _isPattern;

    private ShellScript(string text) => _text = text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>The commands in the order of the script; functions that it defines are not among them.</summary>
    public static IReadOnlyList<ShellCommand> Read(string text)
    {
        var script = new ShellScript(text);
        script.Run();
        return script._commands;
    }

    private void Run()
    {
        while (_position < _text.Length)
        {
            var next = _text[_position];
            if (next is ' ' or '\t')
                _position++;
            else if (next == '\\' && Peek(1) == '\n')
                _position += 2;
            else if (next == '#')
                SkipTo('\n');
            else if (next == '\n')
                EndLine();
            else if (next is ';' or '&' or '|' or '(' or ')')
                Operator(next);
            else if (next is '<' or '>')
                Redirect();
            else
                Word();
        }

        EndCommand();
    }

    private void Operator(char sign)
    {
        _position++;
        if (_isPattern)
        {
            _words.Clear();
            _isPattern = sign != ')';
            return;
        }

        if (sign == '(' && _words.Count == 1 && Peek(0) == ')')
        {
            // "name()": what follows is its body.
            _words.Clear();
            _position++;
            return;
        }

        EndCommand();
        if (sign == ';' && Peek(0) == ';' && _cases > 0)
        {
            _position++;
            _isPattern = true;
        }
    }

    private void Word()
    {
        var word = ReadWord();
        if (_isPattern)
        {
            if (word == "esac")
                EndCase();
            return;
        }

        // "2>file": the number belongs to the redirection.
        if (word.All(char.IsAsciiDigit) && Peek(0) is '<' or '>')
            return;
        if (word == "in" && _words is ["case", ..])
        {
            _words.Clear();
            (_cases, _isPattern) = (_cases + 1, true);
        }
        else if (word == "esac" && _words.Count == 0 && _cases > 0)
        {
            EndCase();
        }
        else if (_words.Count > 0 || !Keywords.Contains(word))
        {
            _words.Add(word);
        }
    }

    private void EndCase() => (_cases, _isPattern) = (_cases - 1, false);

    private void Redirect()
    {
        var sign = _text[_position++];
        if (sign == '<' && Peek(0) == '<')
        {
            _position += Peek(1) == '-' ? 2 : 1;
            SkipBlanks();
            _hereDocuments.Enqueue(ReadWord());
            return;
        }

        if (Peek(0) is '>' or '|')
            _position++;
        if (Peek(0) == '&')
        {
            _position++;
            ReadWord();
            return;
        }

        SkipBlanks();
        var target = ReadWord();
        if (sign == '>' && !target.StartsWith("/dev/", StringComparison.Ordinal))
            _writes.Add(target);
    }

    private void EndLine()
    {
        _position++;
        if (!_isPattern)
            EndCommand();
        while (_hereDocuments.TryDequeue(out var end))
        {
            for (var isEnd = false; !isEnd && _position < _text.Length;)
            {
                var start = _position;
                SkipTo('\n');
                isEnd = _text[start.._position].TrimStart('\t') == end;
                _position = Math.Min(_text.Length, _position + 1);
            }
        }
    }

    private void EndCommand()
    {
        while (_words.Count > 0 && IsAssignment(_words[0]))
            _words.RemoveAt(0);
        if (_words.Count > 0 && !Ends.Contains(_words[0]) && _words[0] is not ("for" or "case"))
            _commands.Add(new ShellCommand([.. _words], [.. _writes]));
        _words.Clear();
        _writes.Clear();
    }

    private string ReadWord()
    {
        var word = new StringBuilder();
        while (_position < _text.Length && _text[_position] is not (' ' or '\t' or '\n' or ';' or '&' or '|' or '(' or ')' or '<' or '>'))
        {
            var next = _text[_position++];
            switch (next)
            {
                case '\\':
                    if (Peek(0) != '\n')
                        word.Append(Peek(0));
                    _position++;
                    break;
                case '\'' or '"' or '`':
                    ReadQuoted(next, word);
                    break;
                case '$' when Peek(0) is '(' or '{':
                    ReadSubstitution(word);
                    break;
                default:
                    word.Append(next);
                    break;
            }
        }

        return word.ToString();
    }

    private void ReadQuoted(char quote, StringBuilder word)
    {
        if (quote == '`')
            word.Append("$(");
        while (_position < _text.Length && _text[_position] != quote)
        {
            var next = _text[_position++];
            if (next == '\\' && quote != '\'' && _position < _text.Length)
                word.Append(_text[_position++]);
            else if (next == '$' && quote == '"' && Peek(0) is '(' or '{')
                ReadSubstitution(word);
            else
                word.Append(next);
        }

        _position++;
    }

    /// <summary>"$(…)" or "${…}": kept as text up to the closing sign.</summary>
    private void ReadSubstitution(StringBuilder word)
    {
        var (open, close) = Peek(0) == '(' ? ('(', ')') : ('{', '}');
        word.Append('$');
        var depth = 0;
        do
        {
            var next = Peek(0);
            depth += next == open ? 1 : next == close ? -1 : 0;
            word.Append(next);
            _position++;
        }
        while (depth > 0 && _position < _text.Length);
    }

    private static bool IsAssignment(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && word.AsSpan(0, equals).IndexOfAnyExcept(NameCharacters) < 0;

    private char Peek(int ahead) => _position + ahead < _text.Length ? _text[_position + ahead] : '\0';

    private void SkipBlanks()
    {
        while (Peek(0) is ' ' or '\t')
            _position++;
    }

    private void SkipTo(char character)
    {
        var found = _text.IndexOf(character, _position);
        _position = found < 0 ? _text.Length : found;
    }
}
