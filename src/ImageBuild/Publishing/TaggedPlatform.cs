using ImageBuild.Images;

namespace ImageBuild.Publishing;

/// <summary>The image of one platform that has tags of its own beside those of the index, named as the SDK names them: "1.0-linux-x64".</summary>
internal sealed record TaggedPlatform(ManifestTree Image, IReadOnlyList<string> Tags)
{
    /// <summary>Those a request asks for; none for a single platform, which has all the tags anyway.</summary>
    public static IReadOnlyList<TaggedPlatform> Of(ImageRequest request, IReadOnlyList<BuiltImage> images) => request.PlatformTags && images.Count > 1
        ? [.. images.Zip(request.Platforms, (built, platform) => new TaggedPlatform(ManifestTree.Of(built.Image), [.. request.Tags.Select(tag => $"{tag}-{platform.RuntimeIdentifier}")]))]
        : [];
}
