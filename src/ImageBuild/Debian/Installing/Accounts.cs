using System.Globalization;
using System.Text;
using ImageBuild.Tar;

namespace ImageBuild.Debian.Installing;

/// <summary>Users and groups that packages state as data: sysusers.d(5).</summary>
/// <remarks>Numbers that are left to us are taken from 999 downwards, as systemd-sysusers does; the same packages always get the same.</remarks>
internal sealed class Accounts
{
    private const int LastSystemNumber = 999;
    private const string PasswdFile = "etc/passwd";
    private const string GroupFile = "etc/group";
    private const string ShadowFile = "etc/shadow";

    private readonly List<string> _users;
    private readonly List<string> _groups;
    private readonly List<string> _passwords;
    private bool _changed;

    /// <summary>Starts from the accounts that are there.</summary>
    public Accounts(BaseTree below) => (_users, _groups, _passwords) = (Lines(below, PasswdFile), Lines(below, GroupFile), Lines(below, ShadowFile));

    /// <summary>Adds what a file of usr/lib/sysusers.d asks for; lines of other kinds are passed over.</summary>
    public void Add(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var fields = Split(line);
            if (fields.Count < 2 || fields[0].StartsWith('#') || fields.Take(3).Any(field => field.Contains('%', StringComparison.Ordinal) || field.Contains(':', StringComparison.Ordinal) && fields[0][0] != 'u'))
                continue;
            switch (fields[0][0])
            {
                case 'g':
                    AddGroup(fields[1], NumberOf(fields.ElementAtOrDefault(2)));
                    break;
                case 'u':
                    AddUser(fields);
                    break;
                case 'm' when fields.Count > 2:
                    AddMember(fields[1], fields[2]);
                    break;
            }
        }
    }

    /// <summary>The number of a user, by name or as digits; null for none.</summary>
    public int? UserId(string name) => Id(_users, name);

    /// <summary>The number of a group, by name or as digits; null for none.</summary>
    public int? GroupId(string name) => Id(_groups, name);

    /// <summary>The files that changed.</summary>
    public IEnumerable<TarEntry> Files(BaseTree below)
    {
        if (!_changed)
            return [];
        return
        [
            File(below, PasswdFile, _users, 0x1A4 /* 0644 */),
            File(below, GroupFile, _groups, 0x1A4),
            File(below, ShadowFile, _passwords, 0x180 /* 0600 */),
        ];
    }

    private void AddUser(IReadOnlyList<string> fields)
    {
        var name = fields[1];
        if (UserId(name) is not null)
            return;
        var numbers = (fields.ElementAtOrDefault(2) ?? "-").Split(':');
        var number = NumberOf(numbers[0]);
        int group;
        if (numbers.Length > 1)
        {
            group = GroupId(numbers[1]) ?? AddGroup(numbers[1], null);
        }
        else
        {
            group = AddGroup(name, number);
            number ??= group; // the same for both, where both are free
        }

        var user = number is { } wanted && Id(_users, wanted) is null ? wanted : Free();
        _users.Add($"{name}:x:{user}:{group}:{Field(3, "")}:{Field(4, "/")}:{Field(5, "/usr/sbin/nologin")}");
        _passwords.Add($"{name}:!*:::::::");
        _changed = true;

        string Field(int index, string absent) => fields.ElementAtOrDefault(index) is { Length: > 0 } value and not "-" ? value.Replace(':', ' ') : absent;
    }

    private int AddGroup(string name, int? number)
    {
        if (GroupId(name) is { } present)
            return present;
        var group = number is { } wanted && Id(_groups, wanted) is null ? wanted : Free();
        _groups.Add($"{name}:x:{group}:");
        _changed = true;
        return group;
    }

    private void AddMember(string user, string group)
    {
        AddGroup(group, null);
        var index = _groups.FindIndex(line => line.StartsWith(group + ":", StringComparison.Ordinal));
        var members = _groups[index].Split(':')[^1].Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (members.Contains(user))
            return;
        _groups[index] = _groups[index][..(_groups[index].LastIndexOf(':') + 1)] + string.Join(',', [.. members, user]);
        _changed = true;
    }

    private int Free()
    {
        var number = LastSystemNumber;
        while (Id(_users, number) is not null || Id(_groups, number) is not null)
            number--;
        return number;
    }

    private static int? NumberOf(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Id(List<string> lines, string name) =>
        NumberOf(name) ?? lines.Select(line => line.Split(':')).Where(fields => fields.Length > 2 && fields[0] == name).Select(fields => NumberOf(fields[2])).FirstOrDefault();

    private static string? Id(List<string> lines, int number) =>
        lines.Select(line => line.Split(':')).Where(fields => fields.Length > 2 && NumberOf(fields[2]) == number).Select(fields => fields[0]).FirstOrDefault();

    private static List<string> Lines(BaseTree below, string path) => [.. (below.ReadText(path) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static TarEntry File(BaseTree below, string path, List<string> lines, int mode)
    {
        var content = FileContent.FromBytes(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        return below.Find(path) is { Kind: TarEntryKind.File } present ? present with { Content = content } : TarEntry.File(path, content, mode);
    }

    /// <summary>Words separated by blanks; quoted ones may hold blanks.</summary>
    private static List<string> Split(string line)
    {
        var (words, word, isQuoted, any) = (new List<string>(), new StringBuilder(), false, false);
        foreach (var character in line.TrimEnd('\r') + " ")
        {
            if (character == '"')
                (isQuoted, any) = (!isQuoted, true);
            else if (!isQuoted && character is ' ' or '\t')
            {
                if (any)
                    words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            else
                (_, any) = (word.Append(character), true);
        }

        return words;
    }
}
