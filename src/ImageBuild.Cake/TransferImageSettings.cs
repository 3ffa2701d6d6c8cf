namespace ImageBuild.Cake;

/// <summary>How an image is pushed or copied.</summary>
public sealed class TransferImageSettings
{
    /// <summary>The only platform to take, such as "linux/arm64"; all by default.</summary>
    public string? Platform { get; set; }

    /// <summary>Leaves signatures, SBOMs and other things attached to the image behind.</summary>
    public bool WithoutReferrers { get; set; }
}
