using System.Buffers;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Transport;

/// <summary>Reads answers with a limit on size and on standing still.</summary>
internal static class ResponseBody
{
    /// <summary>Reads the whole body.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ContentTooLarge"/> where it is longer than the limit.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, string what, RegistryOptions options, CancellationToken cancellationToken)
    {
        var bytes = await ReadAtMostAsync(response, limit + 1, options, cancellationToken).ConfigureAwait(false);
        return bytes.Length <= limit ? bytes : throw ErrorCodes.ContentTooLarge.Error($"{what} is longer than {limit} bytes.");
    }

    /// <summary>Replaces the body by its bytes in memory. Its headers stay.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ContentTooLarge"/>.</exception>
    public static async Task BufferAsync(HttpResponseMessage response, int limit, string what, RegistryOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var content = new ByteArrayContent(await ReadAsync(response, limit, what, options, cancellationToken).ConfigureAwait(false));
            foreach (var (name, values) in response.Content.Headers.NonValidated)
                content.Headers.TryAddWithoutValidation(name, values);
            response.Content = content;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Reads as much of the body as the limit allows.</summary>
    public static async Task<byte[]> ReadAtMostAsync(HttpResponseMessage response, int limit, RegistryOptions options, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var result = new ArrayBufferWriter<byte>();
            while (result.WrittenCount < limit)
            {
                var buffer = result.GetMemory(Math.Min(16 * 1024, limit - result.WrittenCount));
                var read = await ReadAsync(stream, buffer[..Math.Min(buffer.Length, limit - result.WrittenCount)], options, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    break;
                result.Advance(read);
            }

            return result.WrittenSpan.ToArray();
        }
    }

    /// <summary>One read that fails with an <see cref="IOException"/> when nothing comes for a while.</summary>
    public static async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, RegistryOptions options, CancellationToken cancellationToken)
    {
        using var watch = new StallWatch(options.StallTimeout, cancellationToken);
        try
        {
            return await stream.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (watch.Expired)
        {
            throw new IOException($"Nothing came for {options.StallTimeout.TotalSeconds:0} seconds.", exception);
        }
    }
}
