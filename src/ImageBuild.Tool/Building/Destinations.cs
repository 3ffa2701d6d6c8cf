using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Building;

/// <summary>Where the image of a folder goes and what it is called.</summary>
internal sealed class Destinations
{
    private readonly Option<string[]> _to = new("--to") { Description = $"{ImageLocation.Forms}. May be repeated; without any destination the image becomes an OCI layout beside the folder." };
    private readonly Option<string?> _repository = new("--repository", "-n") { Description = "The image's name without registry and tag; by default that of the first --to, the application or the folder." };
    private readonly Option<string[]> _tags = new("--tag", "-t") { Description = "A tag; may be repeated." };
    private readonly Option<string?> _registry = new("--registry") { Description = "The registry to push to, instead of --to." };
    private readonly Option<string?> _layout = new("--layout") { Description = "The folder of an OCI layout to write, instead of --to." };

    /// <summary>The names of an image.</summary>
    /// <param name="Repository">As asked for; empty where nobody asked.</param>
    /// <param name="Fallback">What a name is made of then.</param>
    /// <param name="Tags">At least one.</param>
    internal sealed record Names(string Repository, string Fallback, IReadOnlyList<string> Tags);

    public void On(Command command)
    {
        foreach (var option in (Option[])[_to, _repository, _tags, _registry, _layout])
            command.Options.Add(option);
    }

    /// <exception cref="ImageBuildException">A destination cannot be one.</exception>
    public (Names Names, IReadOnlyList<ImageLocation> Destinations) Read(ParseResult arguments, FolderContents contents)
    {
        List<ImageLocation> to = [.. (arguments.GetValue(_to) ?? []).Select(ImageLocation.Parse)];
        var fallback = contents.Application?.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(contents.Folder));
        var named = to.OfType<ImageLocation.InRegistry>().FirstOrDefault()?.Reference;
        var names = new Names(
            arguments.GetValue(_repository) ?? named?.Repository ?? "",
            fallback,
            ImageNames.Tags("", string.Join(',', arguments.GetValue(_tags) is { Length: > 0 } tags ? tags : to.Select(TagOf).OfType<string>().Take(1))));
        if (arguments.GetValue(_layout) is { } layout)
            to.Insert(0, new ImageLocation.InLayout(Path.GetFullPath(layout), Name: null));
        foreach (var host in PropertyLists.Words(arguments.GetValue(_registry) ?? ""))
            to.Add(new ImageLocation.InRegistry(ImageReference.Create(host, names.Repository.Length > 0 ? names.Repository : ImageNames.Repository("", fallback, NullBuildLog.Instance))));
        if (to.Count == 0)
            to.Add(new ImageLocation.InLayout(Path.TrimEndingDirectorySeparator(contents.Folder) + ".image", Name: null));
        foreach (var place in to.Select(PathOf).OfType<string>())
            RefuseWithin(place, contents.Folder);
        return (names, to);
    }

    private static string? TagOf(ImageLocation location) => location switch
    {
        ImageLocation.InRegistry { Reference.Tag: { } tag } => tag,
        ImageLocation.InLayout { Name: { } name } => name,
        ImageLocation.InOciArchive { Name: { } name } => name,
        _ => null,
    };

    private static string? PathOf(ImageLocation location) => location switch
    {
        ImageLocation.InLayout layout => layout.Folder,
        ImageLocation.InOciArchive archive => archive.File,
        ImageLocation.InDockerArchive archive => archive.File,
        _ => null,
    };

    /// <summary>An image in its own folder would be part of the next one.</summary>
    private static void RefuseWithin(string place, string folder)
    {
        var relative = Path.GetRelativePath(folder, Path.GetFullPath(place));
        if (relative == "." || (!relative.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(relative)))
            throw ErrorCodes.InvalidValue.Error($"'{place}' lies in the folder that the image is made of.", "Choose a place outside of it.");
    }
}
