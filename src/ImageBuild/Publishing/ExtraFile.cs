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
        var what = What(source);
        if (!File.Exists(source))
            throw ErrorCodes.InvalidFile.Error($"{what} does not exist.");
        var path = PathIn(what, targetPath.EndsWith('/') ? targetPath + Path.GetFileName(source) : targetPath);
        var (user, group) = ParseOwner(what, owner);
        var entry = TarEntry.File(path, FileContent.FromFile(source), ParseMode(what, mode, DefaultMode)) with { UserId = user, GroupId = group };
        return new AppFile(entry, new FileOrigin.Configuration());
    }

    /// <summary>Describes a symbolic link, which needs no file on disk.</summary>
    /// <param name="name">What the item is called, for messages.</param>
    /// <param name="targetPath">The absolute path of the link in the image.</param>
    /// <param name="linkTarget">Where it leads, absolute or relative to the link's folder.</param>
    /// <param name="owner">"uid" or "uid:gid", or empty for root.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidFile"/>.</exception>
    public static AppFile CreateLink(string name, string targetPath, string linkTarget, string owner)
    {
        var path = PathIn(What(name), targetPath.EndsWith('/') ? targetPath + Path.GetFileName(name) : targetPath);
        if (linkTarget.Any(char.IsControl))
            throw ErrorCodes.InvalidFile.Error($"{What(name)} has a control character in its LinkTarget.");
        var (user, group) = ParseOwner(What(name), owner);
        return new AppFile(TarEntry.SymbolicLink(path, linkTarget) with { UserId = user, GroupId = group }, new FileOrigin.Configuration());
    }

    /// <summary>An absolute path as entries of a layer have it.</summary>
    internal static string PathIn(string what, string path) =>
        path.StartsWith('/') && !path.Any(char.IsControl) && path.Split('/').Skip(1).All(part => part is not ("" or "." or ".."))
            ? path[1..]
            : throw ErrorCodes.InvalidFile.Error($"{what} has the path '{path}'.");

    internal static int ParseMode(string what, string mode, int ifEmpty)
    {
        if (mode.Length == 0)
            return ifEmpty;
        var isOctal = mode.Length <= 5 && mode.All(c => c is >= '0' and <= '7');
        var value = isOctal ? Convert.ToInt32(mode, 8) : -1;
        return value is >= 0 and <= MaxMode ? value : throw ErrorCodes.InvalidFile.Error($"{what} has the Mode '{mode}'.");
    }

    internal static (int User, int Group) ParseOwner(string what, string owner)
    {
        if (owner.Length == 0)
            return (0, 0);
        var numbers = owner.Split(':').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        return numbers is [>= 0] or [>= 0, >= 0]
            ? (numbers[0], numbers[^1])
            : throw ErrorCodes.InvalidFile.Error($"{what} has the Owner '{owner}'.");
    }

    private static string What(string source) => $"The ContainerFile '{source}'";
}
