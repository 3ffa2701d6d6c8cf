namespace ImageBuild.Registries;

/// <summary>How a blob came to be in the repository.</summary>
public enum BlobFate
{
    /// <summary>It was there already.</summary>
    Exists,

    /// <summary>The registry linked it from another of its repositories.</summary>
    Mounted,

    /// <summary>Its bytes were sent.</summary>
    Uploaded,
}
