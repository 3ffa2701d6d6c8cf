namespace ImageBuild.Publishing;

/// <summary>The places of an image that have annotations (OCI image-spec, annotations.md).</summary>
[Flags]
public enum AnnotationScope
{
    /// <summary>The manifest of each platform's image.</summary>
    Manifest = 1,

    /// <summary>The index over several platforms, where there is one.</summary>
    Index = 2,

    /// <summary>The entries of that index.</summary>
    Descriptor = 4,
}
