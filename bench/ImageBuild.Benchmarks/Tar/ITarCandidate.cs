using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Tar;

/// <summary>Something that writes tar archives.</summary>
internal interface ITarCandidate
{
    string Name { get; }

    /// <summary>Writes the entries with everything fixed that the library lets us fix: times, owners, modes, names.</summary>
    void WriteControlled(IEnumerable<TarEntry> entries, Stream output);

    /// <summary>Writes an entry of each name with the name as its content and nothing else said: what the library fills in.</summary>
    void WriteDefaults(IEnumerable<string> names, Stream output);

    /// <summary>Writes files the way the library's own documentation shows: path in, entry out.</summary>
    void WriteFromDisk(string folder, IEnumerable<string> relativePaths, Stream output);
}
