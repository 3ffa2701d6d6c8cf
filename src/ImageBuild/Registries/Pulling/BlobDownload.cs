using System.Security.Cryptography;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries.Pulling;

/// <summary>The bytes of a blob as they arrive: hashed, limited to the announced size, and resumed where the connection breaks.</summary>
/// <remarks>
/// The last bytes are handed out only after the digest proved right, so whoever reads to the end has checked content. A
/// server's Content-Length, Range and Docker-Content-Digest are hints; the hash decides.
/// </remarks>
internal sealed class BlobDownload : ForwardStream
{
    private readonly Func<long, CancellationToken, Task<HttpResponseMessage>> _request;
    private readonly Descriptor _blob;
    private readonly string _what;
    private readonly RegistryOptions _options;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private HttpResponseMessage? _response;
    private Stream? _stream;
    private long _position;
    private int _failures;
    private bool _verified;

    /// <param name="blob">What is expected.</param>
    /// <param name="what">How messages call it.</param>
    /// <param name="request">Asks for the bytes from an offset on and returns an answer of success.</param>
    /// <param name="options">Limits.</param>
    public BlobDownload(Descriptor blob, string what, Func<long, CancellationToken, Task<HttpResponseMessage>> request, RegistryOptions options)
    {
        _blob = blob;
        _what = what;
        _request = request;
        _options = options;
    }

    /// <summary>Sends the first request, so that a missing blob is reported when it is opened.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _response = await _request(_position, cancellationToken).ConfigureAwait(false);
        var whole = (int)_response.StatusCode != 206;
        if (whole && _response.Content.Headers.ContentLength is { } length && length != _blob.Size)
        {
            throw length > _blob.Size
                ? ErrorCodes.ContentTooLarge.Error($"{_what} has {length} bytes, {_blob.Size} were announced.")
                : ErrorCodes.DigestMismatch.Error($"{_what} has {length} bytes, {_blob.Size} were announced.");
        }

        _stream = await _response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        // A server that ignores Range starts from the beginning; what was read before is skipped.
        if (whole && _position > 0)
            await SkipAsync(_position, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
            return 0;
        while (true)
        {
            if (_position == _blob.Size)
            {
                Verify();
                return 0;
            }

            try
            {
                if (_stream is null)
                    await ConnectAsync(cancellationToken).ConfigureAwait(false);
                var limit = (int)Math.Min(buffer.Length, _blob.Size - _position);
                var read = await ResponseBody.ReadAsync(_stream!, buffer[..limit], _options, cancellationToken).ConfigureAwait(false);
                if (read > 0)
                {
                    _hash.AppendData(buffer.Span[..read]);
                    _position += read;
                    _failures = 0;
                    if (_position == _blob.Size)
                        Verify();
                    return read;
                }

                throw new IOException("The connection ended early.");
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
            {
                await CloseAsync().ConfigureAwait(false);
                if (++_failures >= _options.Attempts)
                    throw ErrorCodes.RegistrySilent.Error($"{_what} broke off after {_position} of {_blob.Size} bytes: {exception.Message}", inner: exception);
                await _options.WaitAsync(Backoff.Delay(_failures, null, _options), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
            _response?.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Verify()
    {
        if (_verified)
            return;
        var actual = Digest.FromHash(_hash.GetCurrentHash());
        if (actual != _blob.Digest)
            throw ErrorCodes.DigestMismatch.Error($"{_what} has the digest {actual}.");
        _verified = true;
    }

    private async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0)
        {
            var read = await ResponseBody.ReadAsync(_stream!, buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), _options, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new IOException("The connection ended early.");
            count -= read;
        }
    }

    private async Task CloseAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync().ConfigureAwait(false);
        _response?.Dispose();
        _stream = null;
        _response = null;
    }
}
