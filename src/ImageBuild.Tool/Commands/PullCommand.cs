using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild pull REFERENCE DESTINATION...</c>: brings an image to disk, checked on the way.</summary>
internal static class PullCommand
{
    public static Command Create() => new TransferVerb("registry/repository:tag or registry/repository@digest.", "oci:FOLDER[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME].", Check).On(
        new ToolCommand("pull", "Pulls an image to disk. What is there already is not fetched; all platforms come unless one is named.")
        {
            Examples =
            [
                "imagebuild pull ghcr.io/acme/orders:1.4.2 oci:images",
                "imagebuild pull --platform linux/amd64 ghcr.io/acme/orders:1.4.2 docker-archive:orders.tar   # docker load -i orders.tar",
                "imagebuild pull ghcr.io/acme/orders@sha256:… oci-archive:orders.tar:1.4.2                    # podman load -i orders.tar",
            ],
        });

    private static void Check(ImageLocation source, IReadOnlyList<ImageLocation> destinations)
    {
        if (source is not ImageLocation.InRegistry)
            throw ErrorCodes.InvalidReference.Error($"'{source}' is no registry.", "Write 'imagebuild copy' to bring an image from disk to disk.");
        if (destinations.FirstOrDefault(destination => destination is ImageLocation.InRegistry) is { } registry)
            throw ErrorCodes.InvalidReference.Error($"'{registry}' is in a registry, and pull brings images to disk.", "Write oci:, oci-archive: or docker-archive: before the path, or 'imagebuild copy' for a registry.");
    }
}
