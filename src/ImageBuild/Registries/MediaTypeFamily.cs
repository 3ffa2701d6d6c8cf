using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries;

/// <summary>Keeps the OCI and the Docker family of media types apart: several registries refuse a mixture (ko#641, quay#6070).</summary>
internal static class MediaTypeFamily
{
    private const string Docker = "application/vnd.docker.";
    private const string Oci = "application/vnd.oci.image.";

    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.MixedMediaTypes"/>.</exception>
    public static void Check(PushPlan plan)
    {
        var types = plan.Blobs.Select(blob => blob.Blob.Descriptor.MediaType)
            .Concat(plan.Children.Select(child => child.Descriptor.MediaType))
            .Append(plan.Root.Descriptor.MediaType)
            .ToArray();
        var docker = types.FirstOrDefault(type => type.StartsWith(Docker, StringComparison.Ordinal));
        var oci = types.FirstOrDefault(type => type.StartsWith(Oci, StringComparison.Ordinal));
        if (docker is not null && oci is not null)
            throw ErrorCodes.MixedMediaTypes.Error($"The image {plan.Root.Descriptor.Digest} has both '{docker}' and '{oci}'.");
    }
}
