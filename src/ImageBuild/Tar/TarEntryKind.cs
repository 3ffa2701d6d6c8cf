namespace ImageBuild.Tar;

/// <summary>The kinds of entry a layer may hold.</summary>
public enum TarEntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A hard link to an earlier file of the same archive.</summary>
    HardLink,
}
