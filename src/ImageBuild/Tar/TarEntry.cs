namespace ImageBuild.Tar;

/// <summary>One entry of a layer. Owner names and times are not here: names are always empty, times always the epoch.</summary>
/// <param name="Path">Relative to the root, '/' between the parts, no leading or trailing '/', no "." or "..": "usr/bin/env".</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">The permission bits, 0 to 0o7777.</param>
public sealed record TarEntry(string Path, TarEntryKind Kind, int Mode)
{
    /// <summary>The numeric owner.</summary>
    public int UserId { get; init; }

    /// <summary>The numeric group.</summary>
    public int GroupId { get; init; }

    /// <summary>The bytes of a <see cref="TarEntryKind.File"/>; null otherwise.</summary>
    public FileContent? Content { get; init; }

    /// <summary>Where a link leads: as written for a symbolic link, relative to the root like <see cref="Path"/> for a hard link; null otherwise.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>A regular file owned by root.</summary>
    public static TarEntry File(string path, FileContent content, int mode = 0x1A4 /* 0644 */) => new(path, TarEntryKind.File, mode) { Content = content };

    /// <summary>A directory owned by root.</summary>
    public static TarEntry Directory(string path, int mode = 0x1ED /* 0755 */) => new(path, TarEntryKind.Directory, mode);

    /// <summary>A symbolic link owned by root.</summary>
    public static TarEntry SymbolicLink(string path, string target) => new(path, TarEntryKind.SymbolicLink, 0x1FF /* 0777 */) { LinkTarget = target };
}
