using System.Globalization;
using ImageBuild.Diagnostics;
using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Publishing;

/// <summary>A file the user adds to the image beside the published ones.</summary>
public static class ExtraFile
{
    private const int DefaultMode = 0x1A4; // 0644
    private const int MaxMode = 0xFFF; // 07777

    /// <summary>Checks and describes the file.</summary>
    /// <param name="source">A file on disk.</param>
    /// <param name="targetPath">Its absolute path in the image; ending in '/' it is the folder the file goes into.</param>
    /// <param name="mode">Octal digits, or empty for 0644.</param>
    /// <param name="owner">"uid" or "uid:gid", or empty for root.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidFile"/>.</exception>
    public static AppFile Create(string source, string targetPath, string mode, string owner)
    {
        if (!File.Exists(source))
            throw ErrorCodes.InvalidFile.Error($"The ContainerFile '{source}' does not exist.");
        var path = targetPath.EndsWith('/') ? targetPath + Path.GetFileName(source) : targetPath;
        if (!path.StartsWith('/') || path.Split('/').Skip(1).Any(part => part is "" or "." or ".."))
            throw ErrorCodes.InvalidFile.Error($"The ContainerFile '{source}' has the TargetPath '{targetPath}'.");
        var (user, group) = ParseOwner(source, owner);
        var entry = TarEntry.File(path[1..], FileContent.FromFile(source), ParseMode(source, mode)) with { UserId = user, GroupId = group };
        return new AppFile(entry, new FileOrigin.Configuration());
    }

    private static int ParseMode(string source, string mode)
    {
        if (mode.Length == 0)
            return DefaultMode;
        var isOctal = mode.Length <= 5 && mode.All(c => c is >= '0' and <= '7');
        var value = isOctal ? Convert.ToInt32(mode, 8) : -1;
        return value is >= 0 and <= MaxMode ? value : throw ErrorCodes.InvalidFile.Error($"The ContainerFile '{source}' has the Mode '{mode}'.");
    }

    private static (int User, int Group) ParseOwner(string source, string owner)
    {
        if (owner.Length == 0)
            return (0, 0);
        var numbers = owner.Split(':').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        return numbers is [>= 0] or [>= 0, >= 0]
            ? (numbers[0], numbers[^1])
            : throw ErrorCodes.InvalidFile.Error($"The ContainerFile '{source}' has the Owner '{owner}'.");
    }
}
