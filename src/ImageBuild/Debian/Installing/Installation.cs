using System.Globalization;
using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Debian.Installing;

/// <summary>Does for added packages what their installation scripts would have done, as far as data says it, and names the rest.</summary>
/// <param name="root">The tree with the packages in it.</param>
/// <param name="below">What the tree is laid on.</param>
/// <param name="log">Told what was not done.</param>
internal sealed class Installation(RootFileSystem root, BaseTree below, IBuildLog log)
{
    private const string CertificateBundle = "etc/ssl/certs/ca-certificates.crt";
    private const string LibraryConfiguration = "etc/ld.so.conf.d/";

    /// <summary>Completes the tree.</summary>
    public void Finish(IReadOnlyList<DebPackage> packages)
    {
        AddAlternatives(packages);
        AddAccountsAndDirectories();
        AddCertificates(packages);
        if (packages.Any(deb => deb.Description.Name == "tzdata") && below.Find("etc/localtime") is null)
            root.Replace(TarEntry.SymbolicLink("etc/localtime", "/usr/share/zoneinfo/Etc/UTC"));
        foreach (var record in DpkgDatabase.Records(packages, root, below).ToList())
            root.Replace(record);

        WarnOfScripts(packages);
        WarnOfInterpreters(packages);
        WarnOfLibraryFolders(packages);
    }

    private void AddAlternatives(IEnumerable<DebPackage> packages)
    {
        var offered = packages.SelectMany(MaintainerScripts.OfferedAlternatives).Where(alternative => Exists(alternative.Path)).ToList();
        foreach (var alternatives in offered.GroupBy(alternative => alternative.Name, StringComparer.Ordinal))
        {
            var best = alternatives.OrderByDescending(alternative => alternative.Priority).ThenBy(alternative => alternative.Path, StringComparer.Ordinal).First();
            foreach (var (link, name, path) in best.Slaves.Where(slave => Exists(slave.Path)).Prepend((best.Link, best.Name, best.Path)))
            {
                if (below.Find("etc/alternatives/" + name) is not null)
                    continue; // decided by the base
                root.Replace(TarEntry.SymbolicLink("etc/alternatives/" + name, path));
                root.Replace(TarEntry.SymbolicLink(root.Place(link.TrimStart('/')), "/etc/alternatives/" + name));
            }
        }
    }

    /// <summary>sysusers.d(5), then tmpfiles.d(5): directories and links that belong to those users.</summary>
    private void AddAccountsAndDirectories()
    {
        var accounts = new Accounts(below);
        foreach (var text in Texts("usr/lib/sysusers.d/"))
            accounts.Add(text);
        foreach (var file in accounts.Files(below))
            root.Replace(file);
        foreach (var fields in Texts("usr/lib/tmpfiles.d/").SelectMany(text => text.Split('\n')).Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        {
            if (fields is [var type, ['/', .. var path], ..] && !path.Contains('%', StringComparison.Ordinal) && PackagePath.Normalise(path) is { Length: > 0 } clean)
                AddDirectory(type, clean, fields, accounts);
        }
    }

    private void AddDirectory(string type, string path, string[] fields, Accounts accounts)
    {
        var place = root.Place(path);
        if (root.Contains(place) || below.Find(place) is not null)
            return;
        if (type[0] == 'L' && fields.Length > 6 && PackagePath.StaysBelowRoot(place, fields[6]))
        {
            root.Replace(TarEntry.SymbolicLink(place, fields[6]));
        }
        else if (type[0] is 'd' or 'D')
        {
            var mode = Field(2) is { } digits && digits.All(digit => digit is >= '0' and <= '7') ? Convert.ToInt32(digits, 8) & 0xFFF : 0x1ED;
            root.Replace(TarEntry.Directory(place, mode) with { UserId = Field(3) is { } user ? accounts.UserId(user) ?? 0 : 0, GroupId = Field(4) is { } group ? accounts.GroupId(group) ?? 0 : 0 });
        }

        string? Field(int index) => fields.Length > index && fields[index] != "-" ? fields[index] : null;
    }

    /// <summary>Certificates of a package join those that are there; the package of all authorities brings a new list.</summary>
    private void AddCertificates(IReadOnlyList<DebPackage> packages)
    {
        var bundle = PackageUnpacker.CertificateBundle(packages);
        if (bundle.Length == 0)
            return;
        var present = packages.Any(deb => deb.Description.Name == "ca-certificates") ? "" : below.ReadText(CertificateBundle) ?? "";
        root.Replace(TarEntry.File(CertificateBundle, FileContent.FromBytes(Encoding.UTF8.GetBytes(present).Concat(bundle).ToArray())));
        if (below.Find("usr/lib/ssl/cert.pem") is null)
            root.Replace(TarEntry.SymbolicLink("usr/lib/ssl/cert.pem", "/" + CertificateBundle));
        if (below.Find("usr/lib/ssl/certs") is null)
            root.Replace(TarEntry.SymbolicLink("usr/lib/ssl/certs", "/etc/ssl/certs"));
    }

    private void WarnOfScripts(IEnumerable<DebPackage> packages)
    {
        foreach (var deb in packages)
        {
            if (MaintainerScripts.NotReproduced(deb) is { Count: > 0 } missing)
                log.Warning(ErrorCodes.ScriptsNotRun, $"The installation scripts of {deb.Description} were not run; they could call {string.Join(", ", missing)}. {ErrorCodes.ScriptsNotRun.Remedy}");
        }
    }

    /// <summary>Debian's packages need not say that they need a shell, for every Debian system has one; an assembled base has none.</summary>
    private void WarnOfInterpreters(IEnumerable<DebPackage> packages)
    {
        foreach (var deb in packages)
        {
            var missing = deb.Entries
                .Where(entry => entry.Content is FileContent.InMemory && root.Place(entry.Path) is var path && (path.StartsWith("usr/bin/", StringComparison.Ordinal) || path.StartsWith("usr/sbin/", StringComparison.Ordinal)))
                .Select(entry => (entry.Path, Interpreter: InterpreterOf(((FileContent.InMemory)entry.Content!).Bytes.Span)))
                .Where(script => script.Interpreter is not null && !Exists(script.Interpreter))
                .ToList();
            if (missing.Count > 0)
                log.Warning(ErrorCodes.InterpreterMissing, $"/{missing[0].Path} of {deb.Description} is a script for {missing[0].Interpreter}, which the image does not have{(missing.Count > 1 ? $" (and {missing.Count - 1} more)" : "")}. {ErrorCodes.InterpreterMissing.Remedy}");
        }
    }

    /// <summary>The loader looks in its own folders by itself, and in others only when ld.so.cache or a variable names them.</summary>
    private void WarnOfLibraryFolders(IEnumerable<DebPackage> packages)
    {
        foreach (var deb in packages.Where(deb => deb.Description.Name != "libc6"))
        {
            var folders = deb.Entries
                .Where(entry => entry.Path.StartsWith(LibraryConfiguration, StringComparison.Ordinal) && entry.Content is FileContent.InMemory)
                .SelectMany(entry => Encoding.UTF8.GetString(((FileContent.InMemory)entry.Content!).Bytes.Span).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Where(line => line.StartsWith('/'))
                .ToList();
            if (folders.Count > 0)
                log.Warning(ErrorCodes.LibraryFolderUnknown, $"{deb.Description} has libraries in {string.Join(", ", folders)}, where the loader does not look by itself. {ErrorCodes.LibraryFolderUnknown.Remedy}");
        }
    }

    private IEnumerable<string> Texts(string folder) =>
        [.. root.Entries.Where(entry => entry.Path.StartsWith(folder, StringComparison.Ordinal) && entry.Path.EndsWith(".conf", StringComparison.Ordinal))
            .Select(entry => entry.Content).OfType<FileContent.InMemory>().Select(content => Encoding.UTF8.GetString(content.Bytes.Span))];

    private bool Exists(string path)
    {
        var place = root.Place(path.TrimStart('/'));
        return root.Contains(place) || below.Find(place) is not null;
    }

    /// <summary>The program in a line "#!/usr/bin/env python3"; null for a file without one.</summary>
    private static string? InterpreterOf(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("#!"u8))
            return null;
        var end = bytes.IndexOf((byte)'\n');
        var words = Encoding.UTF8.GetString(bytes[2..(end < 0 ? Math.Min(bytes.Length, 256) : end)]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is [var env, var program, ..] && env.EndsWith("/env", StringComparison.Ordinal) && !program.StartsWith('-') ? string.Create(CultureInfo.InvariantCulture, $"/usr/bin/{program}") : words.FirstOrDefault();
    }
}
