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
        var listed = new HashSet<Digest>();
        foreach (var image in result.Images)
        {
            yield return $"{result.Repository}:{result.Tags[0]} for {image.Image.Platform}, {ByteSize.Text(image.Layers.Sum(layer => layer.Layer.Descriptor.Size))} in {image.Layers.Count} layers";
            foreach (var line in Layers(result, image, listed))
                yield return line;
        }

        foreach (var destination in result.Destinations)
        {
            foreach (var reference in destination.References)
                yield return $"  {(destination.Kind switch { "registry" => "pushed", "engine" => "loaded", _ => "written" })}  {reference}";
            if (destination.Kind == "registry")
                yield return $"  sent    {ByteSize.Text(destination.BytesSent)} in {destination.Requests} requests";
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
        else if (first.Kind == "archive")
        {
            var (form, file) = (first.DigestReference[..first.DigestReference.IndexOf(':', StringComparison.Ordinal)], first.DigestReference[(first.DigestReference.IndexOf(':', StringComparison.Ordinal) + 1)..first.DigestReference.LastIndexOf('@')]);
            yield return $"  run     podman load -i {Quote(file)} && podman run --rm{Publish(result)} localhost/{result.Repository}:{result.Tags[0]}";
            yield return $"  push    imagebuild push {Quote($"{form}:{file}")} REGISTRY/{result.Repository}:{result.Tags[0]}";
        }
        else
        {
            var engine = first.Kind == "engine" ? first.DigestReference[..first.DigestReference.IndexOf(':', StringComparison.Ordinal)] : "podman";
            yield return $"  run     {engine} run --rm{Publish(result)} {first.References[0]}";
        }
    }

    /// <summary>The layers of one platform. Those that an earlier platform has too are only counted.</summary>
    private static IEnumerable<string> Layers(ImageResult result, BuiltImage image, HashSet<Digest> listed)
    {
        var own = image.Layers.Where(layer => listed.Add(layer.Layer.Descriptor.Digest)).ToList();
        var kindWidth = own.Aggregate(0, (width, layer) => Math.Max(width, layer.Kind.Name().Length));
        var nameWidth = own.Aggregate(0, (width, layer) => Math.Max(width, layer.Name.Length));
        foreach (var layer in own)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  {layer.Kind.Name().PadRight(kindWidth)}  {layer.Name.PadRight(nameWidth)}  {ByteSize.Text(layer.Layer.Descriptor.Size),9}  sha256:{layer.Layer.Descriptor.Digest.Short}  {Fate(result, layer)}");
        }

        if (own.Count < image.Layers.Count)
            yield return $"  and {image.Layers.Count - own.Count} layers that are listed above";
    }

    private static string Fate(ImageResult result, BuiltLayer layer)
    {
        var made = layer.Fate.ToString().ToLowerInvariant();
        var sent = result.Destinations.Where(destination => destination.Kind == "registry")
            .SelectMany(destination => destination.Blobs)
            .Where(blob => blob.Descriptor.Digest == layer.Layer.Descriptor.Digest)
            .Select(blob => blob.Fate)
            .Distinct();
        return string.Join(", ", sent.Prepend(made));
    }

    /// <summary>So that the line can be copied into any shell.</summary>
    private static string Quote(string argument) => argument.Any(char.IsWhiteSpace) ? $"\"{argument}\"" : argument;

    private static string Publish(ImageResult result) =>
        string.Concat(result.Images[0].Config.ExposedPorts.Select(port => port.Split('/')).Where(parts => parts[1] == "tcp").Select(parts => $" -p {parts[0]}:{parts[0]}"));
}
