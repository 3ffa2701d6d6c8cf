using Cake.Core;
using Cake.Core.Annotations;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Verifying;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Cake;

/// <summary>Publishes, pushes, copies, tags, inspects and verifies container images without Docker.</summary>
/// <remarks>
/// Images are named as on the command line: registry/repository:tag, oci:FOLDER[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME].
/// What goes wrong is a <see cref="CakeException"/> that begins with a code, IB1234, which has a page in the documentation.
/// </remarks>
[CakeAliasCategory("Container images")]
[CakeNamespaceImport("ImageBuild.Cake")]
[CakeNamespaceImport("ImageBuild.Inspection")]
[CakeNamespaceImport("ImageBuild.Publishing")]
public static class ImageAliases
{
    /// <summary>Publishes a project, a solution or a file-based app and makes an image of every application in it.</summary>
    /// <param name="context">The context.</param>
    /// <param name="project">A project, a solution, a folder with one of them, or a ".cs" file.</param>
    /// <param name="settings">Where the image goes and what it is called; null for what the project says.</param>
    /// <returns>The images, by project.</returns>
    /// <example><code>
    /// var image = PublishImage("src/Orders", new PublishImageSettings { Registry = "ghcr.io", Repository = "acme/orders", Tags = { "1.4.2" } }).Single();
    /// Information(image.Digest);
    /// </code></example>
    [CakeMethodAlias]
    public static IReadOnlyList<PublishedImage> PublishImage(this ICakeContext context, string project, PublishImageSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ImagePublisher(context).Publish(project, settings ?? new PublishImageSettings());
    }

    /// <summary>Pushes an image from disk to a registry, byte for byte.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">oci:FOLDER[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME].</param>
    /// <param name="destination">registry/repository:tag.</param>
    /// <param name="settings">What of it goes; null for all.</param>
    /// <returns>What was sent, and the reference with the digest.</returns>
    /// <example><code>
    /// PushImage("oci:bin/image", "ghcr.io/acme/orders:1.4.2");
    /// </code></example>
    [CakeMethodAlias]
    public static TransferResult PushImage(this ICakeContext context, string source, string destination, TransferImageSettings? settings = null) =>
        CopyImage(context, source, [destination], settings)[0];

    /// <summary>Copies an image with all its platforms, and what is attached to it, to registries or to disk. Each blob is read once.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">Where the image is.</param>
    /// <param name="destinations">Where it goes.</param>
    /// <param name="settings">What of it goes; null for all.</param>
    /// <returns>What was sent, one a destination: those on disk first.</returns>
    /// <example><code>
    /// CopyImage("ghcr.io/acme/orders:1.4.2", new[] { "eu.acme.example/orders", "us.acme.example/orders" });
    /// </code></example>
    [CakeMethodAlias]
    public static IReadOnlyList<TransferResult> CopyImage(this ICakeContext context, string source, IEnumerable<string> destinations, TransferImageSettings? settings = null) =>
        Run(context, async log =>
        {
            var (from, to) = (ImageLocation.Parse(source), destinations.Select(ImageLocation.Parse).ToList());
            using var access = TransferAccess.Create(Environment.GetEnvironmentVariable, from, to, log);
            var transfer = new ImageTransfer(access.Clients, log);
            var (_, plan) = await transfer.PlanAsync(from, to, PlatformOf(settings?.Platform), attached: settings?.WithoutReferrers != true, CancellationToken.None).ConfigureAwait(false);
            return ImageTransfer.Require(await transfer.RunAsync(plan, CancellationToken.None).ConfigureAwait(false));
        });

    /// <summary>Sets further tags on an image in a registry: promotes it, or rolls back to it. No blob moves.</summary>
    /// <param name="context">The context.</param>
    /// <param name="reference">registry/repository:tag or registry/repository@digest.</param>
    /// <param name="tags">The tags that will lead to the same image.</param>
    /// <returns>The references with the digest, one a tag.</returns>
    /// <example><code>
    /// TagImage("ghcr.io/acme/orders:1.4.2", "production");
    /// </code></example>
    [CakeMethodAlias]
    public static IReadOnlyList<TransferResult> TagImage(this ICakeContext context, string reference, params string[] tags) =>
        Run(context, async log =>
        {
            var image = ImageReference.Parse(reference);
            using var access = RegistryAccess.Create(Environment.GetEnvironmentVariable, [image.Registry], image.Registry, log);
            var transfer = new ImageTransfer(access.Clients, log);
            var (_, plan) = await transfer.PlanTagsAsync(image, tags, CancellationToken.None).ConfigureAwait(false);
            return ImageTransfer.Require(await transfer.RunAsync(plan, CancellationToken.None).ConfigureAwait(false));
        });

    /// <summary>Finds out what an image consists of: platforms, layers, packages, files, settings.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">Where the image is.</param>
    /// <param name="settings">How much is read; null for every layer.</param>
    /// <returns>What was found.</returns>
    /// <example><code>
    /// var image = InspectImage("oci:bin/image").Images[0];
    /// Information("{0} bytes in {1} layers, {2} packages", image.Size, image.Layers.Count, image.Packages.Count);
    /// </code></example>
    [CakeMethodAlias]
    public static ImageInspection InspectImage(this ICakeContext context, string source, InspectImageSettings? settings = null) =>
        Look(context, source, settings?.Platform, async image => await new ImageInspector().InspectAsync(
            await InspectionTarget.ReadAsync(await image.ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false), settings?.Depth ?? InspectionDepth.Layers, CancellationToken.None).ConfigureAwait(false));

    /// <summary>Recomputes digests, sizes and diffIDs of an image from its bytes.</summary>
    /// <param name="context">The context.</param>
    /// <param name="source">Where the image is.</param>
    /// <returns>What is wrong with it; nothing where <see cref="Verification.IsRight"/>.</returns>
    /// <example><code>
    /// if (!VerifyImage("ghcr.io/acme/orders:1.4.2").IsRight)
    ///     throw new Exception("The image is not what it says.");
    /// </code></example>
    [CakeMethodAlias]
    public static Verification VerifyImage(this ICakeContext context, string source) =>
        Look(context, source, null, image => new ImageVerifier().VerifyAsync(source, _ => image, CancellationToken.None));

    private static T Look<T>(ICakeContext context, string source, string? platform, Func<Task<TransferSource>, Task<T>> look) =>
        Run(context, async log =>
        {
            var location = ImageLocation.Parse(source);
            using var access = TransferAccess.Create(Environment.GetEnvironmentVariable, location, [], log);
            return await look(OpenAsync(access.Clients)).ConfigureAwait(false);

            async Task<TransferSource> OpenAsync(RegistryClients clients)
            {
                var image = await TransferSource.OpenAsync(location, clients, CancellationToken.None).ConfigureAwait(false);
                return PlatformOf(platform) is { } only ? await image.ForPlatformAsync(only, CancellationToken.None).ConfigureAwait(false) : image;
            }
        });

    private static Platform? PlatformOf(string? text) => text is null ? null : Platform.Parse(text);

    /// <summary>Cake's tasks are synchronous, and its scripts have no synchronisation context that waiting could block.</summary>
    private static T Run<T>(ICakeContext context, Func<IBuildLog, Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            return work(new CakeBuildLog(context.Log)).GetAwaiter().GetResult();
        }
        catch (ImageBuildException exception)
        {
            throw new CakeException($"{exception.Code.Id}: {exception.Message}", exception);
        }
    }
}
