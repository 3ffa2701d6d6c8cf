using ImageBuild.Content;
using Microsoft.Win32.SafeHandles;

namespace ImageBuild.Layouts;

/// <summary>A part of a file as a stream of its own. Several may read one file at once.</summary>
internal sealed class FileSection : ForwardStream
{
    private readonly SafeFileHandle _file;
    private readonly long _offset;
    private long _position;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="length">How long it is.</param>
    public FileSection(string path, long offset, long length)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous | FileOptions.SequentialScan);
        _offset = offset;
        Length = length;
    }

    public override long Length { get; }

    public override int Read(Span<byte> buffer) => Advance(RandomAccess.Read(_file, buffer[..Limit(buffer.Length)], _offset + _position));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Advance(await RandomAccess.ReadAsync(_file, buffer[..Limit(buffer.Length)], _offset + _position, cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }

    private int Limit(int wanted) => (int)Math.Min(wanted, Length - _position);

    private int Advance(int read)
    {
        _position += read;
        return read;
    }
}
