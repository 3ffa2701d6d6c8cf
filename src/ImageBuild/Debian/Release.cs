using System.Globalization;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>The release file of a suite: what the suite is, how long that holds, and the hash of every index.</summary>
/// <remarks>https://wiki.debian.org/DebianRepository/Format. Only SHA-256 sums are read; MD5 and SHA-1 prove nothing any more.</remarks>
internal sealed class Release
{
    private readonly ControlParagraph _fields;
    private readonly Dictionary<string, Descriptor> _files;

    private Release(ControlParagraph fields, Dictionary<string, Descriptor> files, DateTimeOffset date)
    {
        _fields = fields;
        _files = files;
        Date = date;
    }

    /// <summary>When the archive wrote it.</summary>
    public DateTimeOffset Date { get; }

    /// <summary>Whether indexes can be fetched under their hash, which spares us a mirror in the middle of an update.</summary>
    public bool HasByHash => string.Equals(_fields["Acquire-By-Hash"], "yes", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the signed text.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.IndexDamaged"/>, <see cref="ErrorCodes.ReleaseTooWeak"/>.</exception>
    public static Release Parse(string text, string source)
    {
        try
        {
            var fields = ControlParagraph.ReadAll(new StringReader(text)).Single();
            if (fields["SHA256"] is null && (fields["MD5Sum"] ?? fields["SHA1"]) is not null)
                throw ErrorCodes.ReleaseTooWeak.Error($"{source} names its files by MD5 or SHA-1 only.");
            var files = new Dictionary<string, Descriptor>(StringComparer.Ordinal);
            foreach (var line in (fields["SHA256"] ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (words.Length != 3 || !Digest.TryFromHex(words[0], out var digest)
                    || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                {
                    throw new FormatException("A line under SHA256 is not a hash, a size and a name.");
                }

                files[words[2]] = new Descriptor("text/plain", digest, size);
            }

            return new Release(fields, files, ParseDate(fields["Date"] ?? throw new FormatException("It has no Date.")));
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw ErrorCodes.IndexDamaged.Error($"{source} cannot be read: {exception.Message}", inner: exception);
        }
    }

    /// <summary>Makes sure that this is the suite that was asked for and still holds.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ReleaseMismatch"/>, <see cref="ErrorCodes.ReleaseExpired"/>.</exception>
    public void Check(string suite, DateTimeOffset now, string source)
    {
        // A signature says who wrote a file, not that it is the file asked for: a mirror could answer with another suite.
        if (!IsFor(suite))
        {
            throw ErrorCodes.ReleaseMismatch.Error(
                $"{source} should describe '{suite}' but describes '{string.Join(' ', new[] { _fields["Codename"], _fields["Suite"] }.OfType<string>().Distinct())}'.");
        }

        if (_fields["Valid-Until"] is not { } limit)
            return;
        DateTimeOffset until;
        try
        {
            until = ParseDate(limit);
        }
        catch (FormatException exception)
        {
            throw ErrorCodes.IndexDamaged.Error($"{source} has a Valid-Until that is no date.", inner: exception);
        }

        if (until < now)
            throw ErrorCodes.ReleaseExpired.Error($"{source} was valid until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC; it is {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
    }

    /// <summary>Debian's code names tell suites apart; Ubuntu's security updates have the code name of the release, and only their suite tells.</summary>
    private bool IsFor(string suite) =>
        _fields["Suite"] == suite
        || (_fields["Codename"] == suite && _fields["Suite"]?.StartsWith(suite + "-", StringComparison.Ordinal) != true);

    /// <summary>What a file of the suite hashes to; null where the suite has no such file.</summary>
    /// <param name="path">Relative to the suite: "main/binary-amd64/Packages.xz".</param>
    public Descriptor? Find(string path) => _files.GetValueOrDefault(path);

    private static DateTimeOffset ParseDate(string text)
    {
        // "Sat, 21 Nov 2026 09:15:44 UTC"; the standard pattern knows GMT only, and day numbers come with one digit, too.
        var normal = text.Trim();
        if (normal.EndsWith(" UTC", StringComparison.Ordinal) || normal.EndsWith(" GMT", StringComparison.Ordinal))
            normal = normal[..^4] + " +0000";
        return DateTimeOffset.ParseExact(
            normal, "ddd, d MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces);
    }
}
