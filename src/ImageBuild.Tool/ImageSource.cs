using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;

namespace ImageBuild.Tool;

/// <summary>An image on disk, as it is written on the command line: "oci:FOLDER" or "oci:FOLDER:TAG".</summary>
internal sealed record ImageSource(OciLayout Layout, Descriptor Entry)
{
    private const string Prefix = "oci:";

    public static ImageSource Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            throw ErrorCodes.InvalidValue.Error($"'{text}' is not an image on disk.", "Write oci:FOLDER or oci:FOLDER:TAG.");
        var rest = text[Prefix.Length..];
        var (folder, name) = (rest, (string?)null);
        // A colon behind the last separator starts the tag; "C:\layout" has its colon before.
        var colon = rest.LastIndexOf(':');
        if (colon > 1 && colon > rest.LastIndexOfAny(['/', '\\']) && !Directory.Exists(rest))
            (folder, name) = (rest[..colon], rest[(colon + 1)..]);
        var layout = new OciLayout(folder);
        return new ImageSource(layout, layout.Find(name));
    }

    public IReadOnlyList<Image> Images => MediaTypes.IsIndex(Entry.MediaType) ? Layout.ReadImageIndex(Entry).Images : [Layout.ReadImage(Entry)];
}
