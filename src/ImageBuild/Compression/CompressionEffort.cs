namespace ImageBuild.Compression;

/// <summary>What an encoder is to aim at. The measurements are in docs/decisions/0002-compression.md.</summary>
public enum CompressionEffort
{
    /// <summary>Little time, for what is made anew often.</summary>
    Fast,

    /// <summary>Few bytes, for what is made once and pulled often.</summary>
    Small,
}
