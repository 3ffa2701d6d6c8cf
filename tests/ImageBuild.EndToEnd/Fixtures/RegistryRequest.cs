namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>A line of the registry's access log.</summary>
internal sealed record RegistryRequest(string Method, string Path, int Status)
{
    /// <summary>Whether it carried, or began to carry, the bytes of a blob.</summary>
    public bool SendsBlob => Method is "PATCH" or "PUT" or "POST" && Path.Contains("/blobs/uploads/", StringComparison.Ordinal);
}
