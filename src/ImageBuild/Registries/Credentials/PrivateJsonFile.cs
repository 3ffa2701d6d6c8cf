using System.Text.Json;
using System.Text.Json.Nodes;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials;

/// <summary>A JSON file only its owner may read, never half-written and never readable by others, not even for a moment.</summary>
internal static class PrivateJsonFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Two members of one name: writing back would lose one of them, so such a file is refused.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The file's object; an empty one where there is no file.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LoginFileUnreadable"/>.</exception>
    public static async Task<JsonObject> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var text = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            return text.Length == 0
                ? []
                : JsonNode.Parse(text, documentOptions: Strict) as JsonObject
                    ?? throw ErrorCodes.LoginFileUnreadable.Error($"{path} is not a JSON object.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException exception)
        {
            throw ErrorCodes.LoginFileUnreadable.Error($"{path} is not valid JSON (line {exception.LineNumber + 1}).");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ErrorCodes.LoginFileUnreadable.Error($"{path} cannot be read: {exception.Message}", inner: exception);
        }
    }

    /// <summary>Replaces the file: temporary name, flush, rename. A symbolic link stays and its target is replaced.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LoginNotStored"/>.</exception>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        string? temporary = null;
        try
        {
            var target = Path.GetFullPath(path);
            if (new FileInfo(target).LinkTarget is not null)
                target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
            var folder = Path.GetDirectoryName(target)!;
            MakeFolder(folder);
            temporary = Path.Combine(folder, AtomicFile.TemporaryPrefix + Path.GetRandomFileName());
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            var stream = new FileStream(temporary, options);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception exception)
        {
            Delete(temporary);
            if (exception is IOException or UnauthorizedAccessException)
                throw ErrorCodes.LoginNotStored.Error($"Writing '{path}' failed: {exception.Message}", inner: exception);
            throw;
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static void Delete(string? path)
    {
        try
        {
            if (path is not null)
                File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
