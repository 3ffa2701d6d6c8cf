using ImageBuild.Inspection;

namespace ImageBuild.Cake;

/// <summary>How an image is looked into.</summary>
public sealed class InspectImageSettings
{
    /// <summary>The only platform to look at, such as "linux/arm64"; all by default.</summary>
    public string? Platform { get; set; }

    /// <summary>How much is read.</summary>
    public InspectionDepth Depth { get; set; } = InspectionDepth.Layers;
}
