namespace ImageBuild.Debian;

/// <summary>A file in an ar archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Size">How many there are.</param>
internal sealed record ArMember(string Name, long Offset, long Size);
