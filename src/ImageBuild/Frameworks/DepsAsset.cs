namespace ImageBuild.Frameworks;

/// <summary>A file of a library that an application uses.</summary>
/// <param name="Places">Where publish may have put it, relative to the application, the likeliest first.</param>
/// <param name="RuntimeIdentifier">The only platform it is for; empty for all.</param>
public sealed record DepsAsset(IReadOnlyList<string> Places, string RuntimeIdentifier);
