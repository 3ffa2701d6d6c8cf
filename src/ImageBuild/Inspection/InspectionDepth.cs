namespace ImageBuild.Inspection;

/// <summary>How much of an image is read.</summary>
public enum InspectionDepth
{
    /// <summary>Manifest and configuration; no layer is opened.</summary>
    Manifest,

    /// <summary>Every layer, once.</summary>
    Layers,

    /// <summary>Every layer, and every file in it is hashed.</summary>
    Files,
}
