using System.Globalization;
using ImageBuild.Content;
using ImageBuild.Layers;

namespace ImageBuild.Publishing;

/// <summary>A result as lines for people: what is in the image, where it went, and how to run or push it.</summary>
public static class ImageReport
{
    /// <summary>The lines, without line ends.</summary>
    public static IEnumerable<string> Lines(ImageResult result)
    {
        yield return $"{result.Repository}:{result.Tags[0]} for {result.Image.Platform}, {Size(result.Layers.Sum(layer => layer.Layer.Descriptor.Size))} in {result.Layers.Count} layers";
        var kindWidth = result.Layers.Max(layer => layer.Kind.Name().Length);
        var nameWidth = result.Layers.Max(layer => layer.Name.Length);
        foreach (var layer in result.Layers)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  {layer.Kind.Name().PadRight(kindWidth)}  {layer.Name.PadRight(nameWidth)}  {Size(layer.Layer.Descriptor.Size),9}  sha256:{layer.Layer.Descriptor.Digest.Short}  {Fate(result, layer)}");
        }

        foreach (var destination in result.Destinations)
        {
            foreach (var reference in destination.References)
                yield return $"  {(destination.Kind == "layout" ? "written" : "pushed")}  {reference}";
        }

        yield return $"  digest  {result.Digest}";
        if (result.Destinations.Count == 0)
            yield break;
        var first = result.Destinations[0];
        if (first.Kind == "layout")
        {
            var (folder, tag) = (first.References[0]["oci:".Length..^(result.Tags[0].Length + 1)], result.Tags[0]);
            yield return $"  run     tar -C {Quote(folder)} -c . | podman load && podman run --rm{Publish(result)} localhost/{result.Repository}:{tag}";
            yield return $"  push    imagebuild push {Quote($"oci:{folder}:{tag}")} REGISTRY/{result.Repository}:{tag}";
        }
        else
        {
            yield return $"  run     podman run --rm{Publish(result)} {first.References[0]}";
        }
    }

    /// <inheritdoc cref="ByteSize.Text"/>
    public static string Size(long bytes) => ByteSize.Text(bytes);

    private static string Fate(ImageResult result, BuiltLayer layer)
    {
        var made = layer.Fate.ToString().ToLowerInvariant();
        var sent = result.Destinations.Where(destination => destination.Kind == "registry")
            .SelectMany(destination => destination.Blobs)
            .Where(blob => blob.Digest == layer.Layer.Descriptor.Digest)
            .Select(blob => blob.Status)
            .Distinct();
        return string.Join(", ", sent.Prepend(made));
    }

    /// <summary>So that the line can be copied into any shell.</summary>
    private static string Quote(string argument) => argument.Any(char.IsWhiteSpace) ? $"\"{argument}\"" : argument;

    private static string Publish(ImageResult result) =>
        string.Concat(result.Config.ExposedPorts.Select(port => port.Split('/')).Where(parts => parts[1] == "tcp").Select(parts => $" -p {parts[0]}:{parts[0]}"));
}
