namespace ImageBuild.Tar;

/// <summary>What the header of an entry says, with nothing taken for granted: any name, any link, any type.</summary>
/// <param name="Path">As written in the archive.</param>
/// <param name="Type">The type flag of ustar: '0' a file, '1' a hard link, '2' a symbolic link, '3' and '4' devices, '5' a directory, '6' a pipe.</param>
/// <param name="Mode">The permission bits, 0 to 0o7777.</param>
/// <param name="UserId">The numeric owner.</param>
/// <param name="GroupId">The numeric group.</param>
/// <param name="Size">The number of bytes of content.</param>
/// <param name="Modified">The time of the last change in seconds since 1970-01-01, UTC.</param>
/// <param name="LinkTarget">Where a link leads, as written; empty otherwise.</param>
internal readonly record struct ArchivedEntry(
    string Path, char Type, int Mode, long UserId, long GroupId, long Size, double Modified, string LinkTarget);
