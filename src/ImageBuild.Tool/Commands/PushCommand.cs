using System.CommandLine;
using ImageBuild.Diagnostics;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild push SOURCE DESTINATION...</c>: brings an image on disk to registries, byte for byte.</summary>
internal static class PushCommand
{
    public static Command Create() => new TransferVerb("oci:FOLDER[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME].", "registry/repository:tag; several are served side by side.", Check).On(
        new ToolCommand("push", "Pushes an image from disk to registries. Prints the references with the digest.")
        {
            Examples =
            [
                "imagebuild push oci:bin/image ghcr.io/acme/orders:1.4.2",
                "imagebuild push docker-archive:orders.tar ghcr.io/acme/orders:1.4.2 registry.acme.example/orders:1.4.2",
                "imagebuild push --dry-run oci:bin/image:latest ghcr.io/acme/orders",
            ],
        });

    private static void Check(ImageLocation source, IReadOnlyList<ImageLocation> destinations)
    {
        if (source is ImageLocation.InRegistry)
            throw ErrorCodes.InvalidReference.Error($"'{source}' is in a registry, and push brings images from disk.", "Write 'imagebuild copy' for an image that is in a registry, or oci:, oci-archive:, docker-archive: before a path.");
        if (destinations.FirstOrDefault(destination => destination is not ImageLocation.InRegistry) is { } local)
            throw ErrorCodes.InvalidReference.Error($"'{local}' is no registry.", "Write 'imagebuild copy' to bring an image from disk to disk.");
    }
}
