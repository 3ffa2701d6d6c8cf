using System.Security.Cryptography;
using ImageBuild.Content;

namespace ImageBuild.Compression;

/// <summary>Hashes and counts what is read through it, and throws when it becomes too much. Read synchronously.</summary>
/// <param name="inner">What is read; left open.</param>
/// <param name="limit">The number of bytes that are fine.</param>
/// <param name="tooMuch">Makes the exception.</param>
internal sealed class MeasuredStream(Stream inner, long limit, Func<Exception> tooMuch) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> _peeked;

    /// <summary>How many bytes were read.</summary>
    public long Count { get; private set; }

    /// <summary>The first bytes, without reading on; fewer where there are fewer.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        var buffer = new byte[count];
        _peeked = buffer.AsMemory(0, inner.ReadAtLeast(buffer, count, throwOnEndOfStream: false));
        return _peeked.Span;
    }

    /// <summary>Reads what is left and tells the digest of everything.</summary>
    public Digest Complete()
    {
        var buffer = new byte[64 * 1024];
        while (Read(buffer) > 0)
        {
        }

        return Digest.FromHash(_hash.GetHashAndReset());
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read;
        if (_peeked.Length > 0)
        {
            read = Math.Min(_peeked.Length, buffer.Length);
            _peeked.Span[..read].CopyTo(buffer);
            _peeked = _peeked[read..];
        }
        else
        {
            read = ReadInner(buffer);
        }

        _hash.AppendData(buffer[..read]);
        Count += read;
        return Count <= limit ? read : throw tooMuch();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    /// <summary>What decoders say of damage is about their own insides; here it becomes one sentence.</summary>
    private int ReadInner(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (Exception exception) when (PackedLayer.IsDamage(exception))
        {
            throw new InvalidDataException("its compressed data is damaged or breaks off", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }
}
