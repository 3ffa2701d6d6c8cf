using System.Globalization;
using System.Security.Cryptography;
using ImageBuild.Content;
using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>Entries as text: type, mode, owner, path, the target of a link, what identifies the content.</summary>
/// <remarks>NUL ends path and target, as no file name can hold it; so two different trees never have the same listing.</remarks>
internal static class EntryListing
{
    private const long WorthAThread = 1 << 20; // bytes that are hashed in the time in which other threads begin

    /// <summary>The digest of the listing of the entries in the order given. Reads every file that has no identity, once.</summary>
    public static Digest DigestOf(IReadOnlyList<TarEntry> entries)
    {
        var lines = new string[entries.Count];
        if (entries.Sum(entry => IsRead(entry) ? entry.Content!.Size : 0) < WorthAThread)
        {
            for (var i = 0; i < lines.Length; i++)
                lines[i] = Line(entries[i]);
        }
        else
        {
            Parallel.For(0, lines.Length, i => lines[i] = Line(entries[i]));
        }

        return Digest.Of(string.Concat(lines));
    }

    /// <summary>One line of the listing.</summary>
    public static string Line(TarEntry entry)
    {
        var content = entry.Content switch
        {
            null => "",
            FileContent.OnDisk { Identity: { } identity } => $"nuget:{Digest.Of(identity).Hex}",
            var bytes => HashOf(bytes).ToString(),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Kind} {Convert.ToString(entry.Mode, 8)} {entry.UserId}:{entry.GroupId} {entry.Path}\0{entry.LinkTarget}\0{content}\n");
    }

    private static bool IsRead(TarEntry entry) => entry.Content is not (null or FileContent.OnDisk { Identity: not null });

    private static Digest HashOf(FileContent content)
    {
        if (content is FileContent.InMemory memory)
            return Digest.Of(memory.Bytes.Span);
        using var stream = content.Open();
        return Digest.FromHash(SHA256.HashData(stream));
    }
}
