using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Files a platform puts a token or a key into.</summary>
internal static class IdentityFile
{
    /// <summary>The file's text, trimmed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="namedBy">The setting that names it, for messages.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudIdentityUnusable"/>: it cannot be read or is empty.</exception>
    public static async Task<string> ReadAsync(string path, string namedBy, CancellationToken cancellationToken)
    {
        try
        {
            var text = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            return text.Length > 0 ? text : throw ErrorCodes.CloudIdentityUnusable.Error($"The file '{path}' ({namedBy}) is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ErrorCodes.CloudIdentityUnusable.Error($"The file '{path}' ({namedBy}) cannot be read: {exception.Message}", inner: exception);
        }
    }
}
