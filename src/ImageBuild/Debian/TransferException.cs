namespace ImageBuild.Debian;

/// <summary>A transfer broke off and may be tried again.</summary>
/// <remarks>Not an <see cref="IOException"/>: where a download is written to a file, that would read as a failure of the disk.</remarks>
internal sealed class TransferException(string message, Exception? inner = null) : Exception(message, inner);
