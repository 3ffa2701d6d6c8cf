namespace ImageBuild.Benchmarks.Publishing;

/// <summary>Who makes the image.</summary>
internal enum Contender
{
    /// <summary>The SDK's own target PublishContainer.</summary>
    Sdk,

    /// <summary>The packed package's target PublishImage.</summary>
    ImageBuild,
}
