using System.Formats.Tar;

namespace ImageBuild.Benchmarks.Tar;

internal static class TarCandidates
{
    /// <summary>Ours first: the others are compared with it.</summary>
    public static IReadOnlyList<ITarCandidate> All { get; } =
        [new OwnTar(), new SystemTar(TarEntryFormat.Pax), new SystemTar(TarEntryFormat.Ustar), new SharpZipTar()];
}
