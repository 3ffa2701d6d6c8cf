namespace ImageBuild.Inspection.Layers;

/// <summary>What an entry of a layer is.</summary>
public enum LayerEntryType
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>Another name of an earlier file of the same layer.</summary>
    HardLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Pipe,
}

/// <summary>How entry types are written.</summary>
public static class LayerEntryTypes
{
    /// <summary>The name in JSON documents.</summary>
    public static string Name(this LayerEntryType type) => type switch
    {
        LayerEntryType.File => "file",
        LayerEntryType.Directory => "directory",
        LayerEntryType.SymbolicLink => "symbolic-link",
        LayerEntryType.HardLink => "hard-link",
        LayerEntryType.CharacterDevice => "character-device",
        LayerEntryType.BlockDevice => "block-device",
        LayerEntryType.Pipe => "pipe",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>The letter that <c>ls -l</c> shows.</summary>
    public static char Letter(this LayerEntryType type) => type switch
    {
        LayerEntryType.Directory => 'd',
        LayerEntryType.SymbolicLink => 'l',
        LayerEntryType.CharacterDevice => 'c',
        LayerEntryType.BlockDevice => 'b',
        LayerEntryType.Pipe => 'p',
        _ => '-',
    };
}
