using ImageBuild.Content;

namespace ImageBuild.Transfers;

/// <summary>The same bytes, which somebody watches being read.</summary>
internal sealed class WatchedBlob(IBlob blob, IProgress<BlobProgress> progress) : IBlob
{
    public Descriptor Descriptor => blob.Descriptor;

    public bool IsLocal => blob.IsLocal;

    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) =>
        new Watched(await blob.OpenAsync(cancellationToken).ConfigureAwait(false), blob.Descriptor, progress);

    private sealed class Watched(Stream inner, Descriptor descriptor, IProgress<BlobProgress> progress) : ForwardStream
    {
        private long _position;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _position += read;
            progress.Report(new BlobProgress(descriptor, _position));
            return read;
        }

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
