namespace ImageBuild.Debian;

/// <summary>Passes on what is read and throws when it becomes too much: a small file can unpack to an endless one.</summary>
/// <param name="inner">What is read; disposed of with this.</param>
/// <param name="limit">The number of bytes that are fine.</param>
/// <param name="tooMuch">Makes the exception.</param>
internal sealed class LimitedStream(Stream inner, long limit, Func<Exception> tooMuch) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _position += count;
        return _position <= limit ? count : throw tooMuch();
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
