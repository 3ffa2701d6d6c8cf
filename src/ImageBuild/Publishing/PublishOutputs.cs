using System.Text;
using ImageBuild.Content;
using ImageBuild.Images;

namespace ImageBuild.Publishing;

/// <summary>What a publish hands on to the steps of a build after it.</summary>
/// <param name="Root">What the tags lead to.</param>
/// <param name="Index">The index as JSON; empty for a single image.</param>
/// <param name="Images">The image of each platform.</param>
/// <param name="References">What the image is called at its destinations, a line a tag.</param>
public sealed record PublishOutputs(Descriptor Root, string Index, IReadOnlyList<ImageDocuments> Images, IReadOnlyList<string> References)
{
    /// <summary>The outputs of a result.</summary>
    public static PublishOutputs Of(ImageResult result) => new(
        result.Root.Descriptor,
        result.Index is { } index ? Text(index.Manifest.Bytes) : "",
        [.. result.Images.Select(built => new ImageDocuments(
            Text(built.Image.Manifest.Bytes), Text(ImageConfigJson.Write(built.Config)), built.Image.Manifest.Descriptor, built.Image.Platform.ToString()))],
        [.. result.Destinations.SelectMany(destination => destination.References)]);

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}

/// <summary>The JSON documents of an image.</summary>
/// <param name="Manifest">The manifest as JSON.</param>
/// <param name="Config">The configuration as JSON.</param>
/// <param name="Descriptor">Of the manifest.</param>
/// <param name="Platform">"linux/amd64".</param>
public sealed record ImageDocuments(string Manifest, string Config, Descriptor Descriptor, string Platform);
