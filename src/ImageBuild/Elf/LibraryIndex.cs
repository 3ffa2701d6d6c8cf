using System.Text;
using ImageBuild.Tar;

namespace ImageBuild.Elf;

/// <summary>The shared libraries of a tree that the loader finds by itself, with the versions of symbols they offer.</summary>
/// <remarks>
/// ld.so(8): without a cache the loader looks in /lib, /usr/lib and the same with the name of the processor, so that is where
/// packages of Debian have their libraries.
/// </remarks>
public sealed class LibraryIndex
{
    private readonly Dictionary<string, IReadOnlyList<string>> _libraries;

    private LibraryIndex(Dictionary<string, IReadOnlyList<string>> libraries) => _libraries = libraries;

    /// <summary>No libraries.</summary>
    public static LibraryIndex Empty { get; } = new([]);

    /// <summary>Reads the libraries of a tree. Contents must be in memory or on disk.</summary>
    public static LibraryIndex Of(IEnumerable<TarEntry> entries)
    {
        var libraries = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var files = entries.Where(entry => entry.Kind != TarEntryKind.Directory && IsInDefaultFolder(entry.Path)).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        foreach (var entry in files.Values)
            libraries.TryAdd(NameOf(entry.Path), VersionsOf(entry, files));
        return new LibraryIndex(libraries);
    }

    /// <summary>The text that <see cref="ToString"/> gives, read again.</summary>
    public static LibraryIndex Parse(string text) =>
        new(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(words => words[0], IReadOnlyList<string> (words) => words[1..], StringComparer.Ordinal));

    /// <summary>The libraries of both.</summary>
    public LibraryIndex With(LibraryIndex other)
    {
        var both = new Dictionary<string, IReadOnlyList<string>>(_libraries, StringComparer.Ordinal);
        foreach (var (name, versions) in other._libraries)
            both[name] = versions;
        return new LibraryIndex(both);
    }

    /// <summary>Whether the loader finds a library.</summary>
    public bool Has(string name) => _libraries.ContainsKey(name);

    /// <summary>The versions of symbols a library offers; empty where it has none or is not there.</summary>
    public IReadOnlyList<string> VersionsOf(string name) => _libraries.GetValueOrDefault(name) ?? [];

    /// <summary>A line a library: its name and its versions, separated by blanks.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, versions) in _libraries.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.AppendJoin(' ', versions.Prepend(name)).Append('\n');
        return text.ToString();
    }

    private static IReadOnlyList<string> VersionsOf(TarEntry entry, Dictionary<string, TarEntry> files)
    {
        // libc.so.6 may be a link to libc-2.36.so beside it; farther links offer no versions, which only means that none are compared.
        var folder = entry.Path[..(entry.Path.LastIndexOf('/') + 1)];
        if (entry.Kind == TarEntryKind.SymbolicLink)
            entry = files.GetValueOrDefault(folder + entry.LinkTarget) ?? entry;
        else if (entry.Kind == TarEntryKind.HardLink)
            entry = files.GetValueOrDefault(entry.LinkTarget!) ?? entry;
        if (entry.Content is null)
            return [];
        using var stream = entry.Content.Open();
        return ElfFile.TryRead(stream)?.Versions ?? [];
    }

    private static bool IsInDefaultFolder(string path)
    {
        var parts = path.Split('/');
        return NameOf(path).Contains(".so", StringComparison.Ordinal)
            && !NameOf(path).Contains(' ', StringComparison.Ordinal)
            && parts is ["usr", "lib" or "lib64", _] or ["usr", "lib", _, _] or ["lib" or "lib64", _] or ["lib", _, _];
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
