namespace ImageBuild.Inspection.Layers;

/// <summary>What is found out about the files of a layer, besides what the archive says.</summary>
[Flags]
public enum LayerDetail
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The digest of every file.</summary>
    Digests = 1,

    /// <summary>What assemblies and symbol files say of themselves.</summary>
    Assemblies = 2,
}
