namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A text that should be an image reference is not one.</summary>
    public static readonly ErrorCode InvalidReference = new(
        "IB1010", "Not an image reference", "Write it as 'registry/repository:tag' or 'registry/repository@sha256:…'.", "CONTAINER2009");

    /// <summary>A repository name breaks the rules of the OCI distribution specification.</summary>
    public static readonly ErrorCode InvalidRepository = new(
        "IB1011",
        "Not a repository name",
        "Use lower-case letters, digits and '/', with single '.', '_', '__' or any number of '-' between letters or digits.",
        "CONTAINER2005");

    /// <summary>A tag breaks the rules of the OCI distribution specification.</summary>
    public static readonly ErrorCode InvalidTag = new(
        "IB1012",
        "Not a tag",
        "Use 1 to 128 letters, digits, '_', '.' and '-'; the first character is a letter, a digit or '_'.",
        "CONTAINER2007");

    /// <summary>A text that should be a registry's host is not one.</summary>
    public static readonly ErrorCode InvalidRegistry = new(
        "IB1013", "Not a registry", "Write the host and, where it is not 443, the port: 'registry.example.com:5000'. No scheme and no path.", "CONTAINER2012");
}
