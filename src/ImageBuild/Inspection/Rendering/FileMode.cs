using ImageBuild.Inspection.Layers;

namespace ImageBuild.Inspection.Rendering;

/// <summary>Modes as <c>ls -l</c> writes them.</summary>
internal static class FileMode
{
    private const int SetUser = 0x800;
    private const int SetGroup = 0x400;
    private const int Sticky = 0x200;

    /// <summary>"-rw-r--r--", "drwxrwxrwt".</summary>
    public static string Text(LayerEntry entry)
    {
        Span<char> text = stackalloc char[10];
        text[0] = entry.Type.Letter();
        for (var bit = 0; bit < 9; bit++)
            text[bit + 1] = (entry.Mode & (0x100 >> bit)) != 0 ? "rwx"[bit % 3] : '-';
        Special(text, 3, entry.Mode & SetUser, 's', 'S');
        Special(text, 6, entry.Mode & SetGroup, 's', 'S');
        Special(text, 9, entry.Mode & Sticky, 't', 'T');
        return new string(text);
    }

    /// <summary>"0644".</summary>
    public static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');

    private static void Special(Span<char> text, int at, int bit, char executable, char plain)
    {
        if (bit != 0)
            text[at] = text[at] == 'x' ? executable : plain;
    }
}
