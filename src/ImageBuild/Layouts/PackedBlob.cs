using System.IO.Pipelines;
using System.Security.Cryptography;
using ImageBuild.Compression;
using ImageBuild.Content;

namespace ImageBuild.Layouts;

/// <summary>A layer that lies unpacked in an archive, as it travels: packed.</summary>
/// <remarks>
/// Packing gives the same bytes each time, so it is done once to learn the digest and again whenever the bytes are asked for. That costs
/// a processor some seconds, and no file that somebody would have to look after.
/// </remarks>
internal sealed class PackedBlob : IBlob
{
    /// <summary>As for layers that are made once and pulled often.</summary>
    private static readonly CompressionRecipe Recipe = new(CompressionFormat.Gzip, CompressionEffort.Small);

    private readonly IBlob _layer;

    private PackedBlob(IBlob layer, Descriptor descriptor) => (_layer, Descriptor) = (layer, descriptor);

    /// <inheritdoc />
    public Descriptor Descriptor { get; }

    /// <summary>Packs a layer to learn what it will be.</summary>
    /// <param name="layer">The unpacked layer; its digest is the diffID.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.DigestMismatch"/>.</exception>
    public static async Task<PackedBlob> CreateAsync(IBlob layer, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var output = new HashingStream(Stream.Null, hash);
        await using (output.ConfigureAwait(false))
        {
            await PackAsync(layer, output, cancellationToken).ConfigureAwait(false);
            return new PackedBlob(layer, new Descriptor(Recipe.Format.LayerMediaType(), Digest.FromHash(hash.GetCurrentHash()), output.Count));
        }
    }

    /// <inheritdoc />
    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => new(new Packing(_layer));

    private static async Task PackAsync(IBlob layer, Stream output, CancellationToken cancellationToken)
    {
        var input = await layer.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            // Of its own: a layer that waits for its reader must not hold blocks that another needs.
            using var packers = new BlockPackers(Recipe.Format, Environment.ProcessorCount);
            var packing = new BlockCompressionStream(output, Recipe, packers, cancellationToken);
            await using (packing.ConfigureAwait(false))
            {
                await VerifiedCopy.CopyAsync(input, packing, layer.Descriptor, cancellationToken).ConfigureAwait(false);
                await packing.CompleteAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>The packed bytes as they are made; closing it stops the making.</summary>
    private sealed class Packing : ForwardStream
    {
        private readonly Pipe _pipe = new();
        private readonly CancellationTokenSource _stop = new();
        private readonly Stream _packed;
        private readonly Task _work;

        public Packing(IBlob layer)
        {
            _packed = _pipe.Reader.AsStream();
            _work = Task.Run(() => WorkAsync(layer));
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _packed.ReadAsync(buffer, cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync().ConfigureAwait(false);
            await _work.ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _stop.Cancel();
                _packed.Dispose();
            }

            base.Dispose(disposing);
        }

        private async Task WorkAsync(IBlob layer)
        {
            try
            {
                var output = _pipe.Writer.AsStream(leaveOpen: true);
                await using (output.ConfigureAwait(false))
                    await PackAsync(layer, output, _stop.Token).ConfigureAwait(false);
                await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Whoever reads throws it as his own.
                await _pipe.Writer.CompleteAsync(exception).ConfigureAwait(false);
            }
        }
    }
}
