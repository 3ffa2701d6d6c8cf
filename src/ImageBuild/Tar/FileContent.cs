using ImageBuild.Content;

namespace ImageBuild.Tar;

/// <summary>The bytes of a regular file: on disk, or in memory.</summary>
public abstract record FileContent
{
    private FileContent()
    {
    }

    /// <summary>The number of bytes.</summary>
    public abstract long Size { get; }

    /// <summary>Opens the bytes from the start.</summary>
    public abstract Stream Open();

    /// <summary>A file on disk, opened when it is needed. Its length is taken now.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FileContent FromFile(string path) => new OnDisk(path, new FileInfo(path).Length);

    /// <summary>Bytes in memory, which the caller does not change afterwards.</summary>
    public static FileContent FromBytes(ReadOnlyMemory<byte> bytes) => new InMemory(bytes);

    /// <summary>A file on disk.</summary>
    public sealed record OnDisk(string Path, long Length) : FileContent
    {
        /// <inheritdoc />
        public override long Size => Length;

        /// <summary>Tells the bytes from all others without reading them, the same on every machine; null where only the bytes themselves do.</summary>
        public string? Identity { get; init; }

        /// <inheritdoc />
        public override Stream Open() => new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>Bytes in memory.</summary>
    public sealed record InMemory(ReadOnlyMemory<byte> Bytes) : FileContent
    {
        /// <inheritdoc />
        public override long Size => Bytes.Length;

        /// <inheritdoc />
        public override Stream Open() => MemoryBytes.Open(Bytes);
    }
}
