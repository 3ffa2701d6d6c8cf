using System.Text;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Tar;

/// <summary>The engine's writer.</summary>
internal sealed class OwnTar : ITarCandidate
{
    public string Name => "ImageBuild";

    public void WriteControlled(IEnumerable<TarEntry> entries, Stream output) => TarWriter.Write(entries, output, CancellationToken.None);

    public void WriteDefaults(IEnumerable<string> names, Stream output) =>
        WriteControlled(names.Select(name => TarEntry.File(name, FileContent.FromBytes(Encoding.UTF8.GetBytes(name)))), output);

    public void WriteFromDisk(string folder, IEnumerable<string> relativePaths, Stream output) =>
        WriteControlled(relativePaths.Select(path => TarEntry.File(path, FileContent.FromFile(Path.Combine(folder, path)))), output);
}
