using System.CommandLine;
using ImageBuild.Transfers;

namespace ImageBuild.Tool.Commands;

/// <summary><c>imagebuild copy SOURCE DESTINATION...</c>: from anywhere to anywhere, byte for byte; between registries without touching the disk.</summary>
internal static class CopyCommand
{
    public static Command Create() => new TransferVerb(ImageLocation.Forms + ".", ImageLocation.Forms + "; several are served in one run.", (_, _) => { }).On(
        new ToolCommand("copy", "Copies an image with all its platforms, and what is attached to it, to registries or to disk.")
        {
            Examples =
            [
                "imagebuild copy ghcr.io/acme/orders:1.4.2 registry.acme.example/orders:1.4.2",
                "imagebuild copy ghcr.io/acme/orders:1.4.2 eu.acme.example/orders us.acme.example/orders   # each blob is read once",
                "imagebuild copy oci:bin/image docker-archive:orders.tar:acme/orders:1.4.2",
            ],
        });
}
