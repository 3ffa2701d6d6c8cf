namespace ImageBuild.Registries;

/// <summary>The ways in which a blob travels to a registry.</summary>
/// <remarks>OCI distribution-spec, "Pushing blobs"; what each registry accepts of it differs.</remarks>
public enum UploadMethod
{
    /// <summary>POST, one PATCH with everything, an empty PUT: what `docker push` does and hence every registry accepts.</summary>
    Streamed,

    /// <summary>POST, one PUT with everything: a request less.</summary>
    Single,

    /// <summary>POST, PATCHes with Content-Range, an empty PUT: for proxies that limit the size of a body.</summary>
    Chunked,
}
