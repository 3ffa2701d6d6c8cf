using System.Collections.Concurrent;
using ImageBuild.Content;
using ImageBuild.Transfers;
using Spectre.Console;

namespace ImageBuild.Tool;

/// <summary>A bar for each blob that travels, while it does.</summary>
internal sealed class TransferBars : IProgress<BlobProgress>
{
    private readonly ProgressContext _context;
    private readonly ConcurrentDictionary<Digest, Lazy<ProgressTask>> _bars = new();

    private TransferBars(ProgressContext context) => _context = context;

    /// <summary>Does something while the bars are shown; they are gone at its end, when the lines of the report say the same.</summary>
    public static Task<T> ShowAsync<T>(IAnsiConsole console, Func<IProgress<BlobProgress>, Task<T>> work) =>
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn { Base = FileSizeBase.Decimal }, new TransferSpeedColumn { Base = FileSizeBase.Decimal })
            .StartAsync(context => work(new TransferBars(context)));

    public void Report(BlobProgress value) => BarOf(value.Blob).Value = value.Position;

    private ProgressTask BarOf(Descriptor blob) =>
        _bars.GetOrAdd(blob.Digest, _ => new(() => _context.AddTask($"sha256:{blob.Digest.Short}", maxValue: Math.Max(1, blob.Size)))).Value;
}
