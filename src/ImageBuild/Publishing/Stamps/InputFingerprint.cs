using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageBuild.Content;

namespace ImageBuild.Publishing.Stamps;

/// <summary>Tells whether anything changed that an image is made of, without reading contents: names, lengths and times decide, as in git's index.</summary>
/// <remarks>Values are length-prefixed, so two different lists never look alike. An instance is used once, by one thread.</remarks>
public sealed class InputFingerprint : IDisposable
{
    /// <summary>Below this a file system with fine times cannot have hidden a change; the clock of Linux ticks every 4 ms or faster.</summary>
    private static readonly TimeSpan FineGrain = TimeSpan.FromMilliseconds(100);

    /// <summary>FAT and some network file systems keep times to two seconds.</summary>
    private static readonly TimeSpan CoarseGrain = TimeSpan.FromSeconds(2);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private DateTime _settled;

    /// <summary>From this time on (UTC) a change of one of the files would show in its time.</summary>
    public DateTime Settled => _settled;

    /// <summary>Adds a value.</summary>
    public void Add(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        _hash.AppendData(BitConverter.GetBytes(bytes.Length));
        _hash.AppendData(bytes);
    }

    /// <summary>Adds a file by its length, time and mode. A file that is missing is a value too.</summary>
    public void AddFile(string path) => AddFile(new FileInfo(path), path);

    /// <summary>Adds everything below a folder.</summary>
    public void AddFolder(string path)
    {
        var entries = new List<FileSystemInfo>();
        Collect(new DirectoryInfo(path), entries);
        entries.Sort(static (left, right) => string.CompareOrdinal(left.FullName, right.FullName));
        Add(entries.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var entry in entries)
            AddFile(entry, entry.FullName);
    }

    /// <summary>The digest of all that was added.</summary>
    public Digest Complete() => Digest.FromHash(_hash.GetHashAndReset());

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();

    private static void Collect(DirectoryInfo folder, List<FileSystemInfo> entries)
    {
        if (!folder.Exists)
            return;
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo inner && inner.LinkTarget is null)
                Collect(inner, entries);
            else
                entries.Add(entry);
        }
    }

    private void AddFile(FileSystemInfo entry, string path)
    {
        Add(path);
        if (!entry.Exists && entry.LinkTarget is null)
        {
            Add("missing");
            return;
        }

        var time = entry.LastWriteTimeUtc;
        Add(string.Create(CultureInfo.InvariantCulture, $"{(entry as FileInfo)?.Length ?? -1} {time.Ticks} {(OperatingSystem.IsWindows() ? 0 : (int)entry.UnixFileMode)} {entry.LinkTarget}"));
        var settled = time + (time.Ticks % TimeSpan.TicksPerSecond == 0 ? CoarseGrain : FineGrain);
        if (settled > _settled)
            _settled = settled;
    }
}
