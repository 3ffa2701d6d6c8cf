using System.Text;
using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Tar;

namespace ImageBuild.Layouts;

/// <summary>Writes a layout as a tar archive whose bytes depend on the images alone, each blob once and straight from where it is.</summary>
internal static class ArchiveWriter
{
    /// <summary>Writes the archive.</summary>
    /// <param name="file">Where to; it is whole or as it was before.</param>
    /// <param name="index">The entries of index.json.</param>
    /// <param name="blobs">What they need.</param>
    /// <param name="documents">Further files in the root of the archive.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.CannotWrite"/>, <see cref="Diagnostics.ErrorCodes.DigestMismatch"/>.</exception>
    public static Task WriteAsync(
        string file, IEnumerable<Descriptor> index, IEnumerable<IBlob> blobs, IEnumerable<(string Name, byte[] Bytes)> documents, CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(file, (output, token) => WriteAsync(output, index, blobs, documents, token), cancellationToken);

    /// <summary>The same into a stream, which is read by somebody who wants all of it.</summary>
    public static async Task WriteAsync(
        Stream output, IEnumerable<Descriptor> index, IEnumerable<IBlob> blobs, IEnumerable<(string Name, byte[] Bytes)> documents, CancellationToken cancellationToken)
    {
        IEnumerable<(string Path, IBlob Blob)> files =
        [
            .. blobs.Select(blob => ($"blobs/sha256/{blob.Descriptor.Digest.Hex}", blob)),
            .. documents.Append(("index.json", ManifestJson.WriteIndex(ImageFormat.Oci, index))).Append(("oci-layout", Encoding.UTF8.GetBytes("""{"imageLayoutVersion":"1.0.0"}""")))
                .Select(document => (document.Item1, (IBlob)new BytesBlob("application/json", document.Item2))),
        ];
        TarWriter.WriteHeader(TarEntry.Directory("blobs"), 0, output);
        TarWriter.WriteHeader(TarEntry.Directory("blobs/sha256"), 0, output);
        foreach (var (path, blob) in files.OrderBy(entry => entry.Path, StringComparer.Ordinal))
        {
            TarWriter.WriteHeader(TarEntry.File(path, FileContent.FromBytes(default)), blob.Descriptor.Size, output);
            var input = await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (input.ConfigureAwait(false))
                await VerifiedCopy.CopyAsync(input, output, blob.Descriptor, cancellationToken).ConfigureAwait(false);
            TarWriter.WritePadding(output, blob.Descriptor.Size);
        }

        TarWriter.WriteEnd(output);
    }
}
