using System.Globalization;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Publishing;

/// <summary>A folder in the image that the application may write to.</summary>
/// <param name="Path">Relative to the root: "app/data".</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="Owner">User and group; null for the user the image runs as.</param>
public sealed record ImageFolder(string Path, int Mode, (int User, int Group)? Owner)
{
    /// <summary>Folders that every base has, with rights of their own.</summary>
    private static readonly string[] OfTheSystem = ["tmp", "var/tmp", "run", "dev/shm"];

    private const int DefaultMode = 0x1ED; // 0755

    /// <summary>Reads an item.</summary>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.InvalidFile"/>.</exception>
    public static ImageFolder Parse(string path, string mode, string owner) => new(
        ExtraFile.PathIn($"The ContainerFolder '{path}'", path.Length > 1 ? path.TrimEnd('/') : path),
        ExtraFile.ParseMode($"The ContainerFolder '{path}'", mode, DefaultMode),
        owner.Length == 0 ? null : ExtraFile.ParseOwner($"The ContainerFolder '{path}'", owner));

    /// <summary>The folder as it goes into the image.</summary>
    /// <param name="user">Whom the image runs as: a number, or a name or null, which both leave the folder to root.</param>
    public AppFile ToFile(string? user)
    {
        var (owner, group) = Owner ?? Numbers(user);
        return new AppFile(TarEntry.Directory(Path, Mode) with { UserId = owner, GroupId = group }, new FileOrigin.Configuration());
    }

    /// <summary>All folders of an image: those asked for, and those of its volumes, which an engine fills with what the image has there, rights included.</summary>
    internal static IEnumerable<AppFile> FilesOf(PlatformRequest request, ImageConfig baseConfig)
    {
        var user = ConfigRules.User(baseConfig, request.Execution);
        var volumes = request.Execution.Volumes.Select(path => new ImageFolder(path.Trim('/'), DefaultMode, null)).Where(folder => folder.Path.Length > 0 && !OfTheSystem.Contains(folder.Path));
        return request.Folders.Concat(volumes).DistinctBy(folder => folder.Path).Select(folder => folder.ToFile(user));
    }

    private static (int User, int Group) Numbers(string? user)
    {
        var numbers = (user ?? "0").Split(':').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
        return (numbers[0], numbers[^1]);
    }
}
