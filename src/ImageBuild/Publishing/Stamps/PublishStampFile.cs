using System.Security.Cryptography;
using ImageBuild.Content;

namespace ImageBuild.Publishing.Stamps;

/// <summary>Reads and writes stamps. Binary and closed by a hash: it is read on every publish, and never by anybody else.</summary>
public static class PublishStampFile
{
    private const int Version = 1;

    /// <summary>The stamp in a file; null where there is none that can be believed.</summary>
    public static PublishStamp? Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            var bytes = File.ReadAllBytes(path);
            var body = bytes.AsSpan(0, Math.Max(0, bytes.Length - SHA256.HashSizeInBytes));
            if (body.Length == 0 || !SHA256.HashData(body).AsSpan().SequenceEqual(bytes.AsSpan(body.Length)))
                return null;
            using var reader = new BinaryReader(new MemoryStream(bytes, 0, body.Length, writable: false));
            return reader.ReadInt32() == Version ? Read(reader) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes a stamp.</summary>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.CannotWrite"/>.</exception>
    public static Task WriteAsync(string path, PublishStamp stamp, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        Write(writer, stamp);
        writer.Flush();
        var hash = SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        writer.Write(hash);
        writer.Flush();
        return AtomicFile.WriteAsync(path, bytes.ToArray(), cancellationToken);
    }

    private static PublishStamp Read(BinaryReader reader) => new(
        ReadDigest(reader),
        new PublishOutputs(
            ReadDescriptor(reader),
            reader.ReadString(),
            ReadList(reader, static from => new ImageDocuments(from.ReadString(), from.ReadString(), ReadDescriptor(from), from.ReadString())),
            ReadList(reader, static from => from.ReadString())),
        ReadList(reader, static from => new StampedTag(from.ReadString(), from.ReadString(), from.ReadString(), ReadDigest(from))),
        ReadList(reader, static from => new StampedFile(from.ReadString(), from.ReadInt64(), from.ReadInt64())),
        ReadList(reader, static from => from.ReadString()),
        reader.ReadBytes(reader.ReadInt32()));

    private static void Write(BinaryWriter writer, PublishStamp stamp)
    {
        writer.Write(stamp.Inputs.Hex);
        Write(writer, stamp.Outputs.Root);
        writer.Write(stamp.Outputs.Index);
        WriteList(writer, stamp.Outputs.Images, static (to, image) =>
        {
            to.Write(image.Manifest);
            to.Write(image.Config);
            Write(to, image.Descriptor);
            to.Write(image.Platform);
        });
        WriteList(writer, stamp.Outputs.References, static (to, reference) => to.Write(reference));
        WriteList(writer, stamp.Tags, static (to, tag) =>
        {
            to.Write(tag.Registry);
            to.Write(tag.Repository);
            to.Write(tag.Tag);
            to.Write(tag.Digest.Hex);
        });
        WriteList(writer, stamp.Files, static (to, file) =>
        {
            to.Write(file.Path);
            to.Write(file.Length);
            to.Write(file.Modified);
        });
        WriteList(writer, stamp.Report, static (to, line) => to.Write(line));
        writer.Write(stamp.Result.Length);
        writer.Write(stamp.Result.Span);
    }

    private static void Write(BinaryWriter writer, Descriptor descriptor)
    {
        writer.Write(descriptor.MediaType);
        writer.Write(descriptor.Digest.Hex);
        writer.Write(descriptor.Size);
    }

    private static Descriptor ReadDescriptor(BinaryReader reader) => new(reader.ReadString(), ReadDigest(reader), reader.ReadInt64());

    private static Digest ReadDigest(BinaryReader reader) =>
        Digest.TryFromHex(reader.ReadString(), out var digest) ? digest : throw new InvalidDataException("A stamp holds something else where a digest should be.");

    private static List<T> ReadList<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var list = new List<T>();
        for (var count = reader.ReadInt32(); count > 0; count--)
            list.Add(read(reader));
        return list;
    }

    private static void WriteList<T>(BinaryWriter writer, IReadOnlyList<T> list, Action<BinaryWriter, T> write)
    {
        writer.Write(list.Count);
        foreach (var item in list)
            write(writer, item);
    }
}
