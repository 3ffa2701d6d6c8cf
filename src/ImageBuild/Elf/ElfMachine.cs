namespace ImageBuild.Elf;

/// <summary>The processors images are made for, by their numbers in ELF files.</summary>
public enum ElfMachine
{
    /// <summary>Another one.</summary>
    Other = 0,

    /// <summary>arm, 32 bits.</summary>
    Arm = 40,

    /// <summary>amd64.</summary>
    Amd64 = 62,

    /// <summary>arm64.</summary>
    Arm64 = 183,
}
