namespace ImageBuild.Registries.Browsing;

/// <summary>How much is read about each tag of a repository; each step costs requests.</summary>
public enum TagDetail
{
    /// <summary>The names: one request for all of them.</summary>
    Names,

    /// <summary>What each tag leads to: a request a tag, and one more for each index.</summary>
    Manifests,

    /// <summary>Date, platforms, labels and annotations as well: two or three requests for each image.</summary>
    Configurations,
}
