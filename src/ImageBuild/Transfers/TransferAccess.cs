using ImageBuild.Diagnostics;
using ImageBuild.Registries;

namespace ImageBuild.Transfers;

/// <summary>Access to the registries that bringing an image from one place to others needs.</summary>
public static class TransferAccess
{
    /// <summary>Prepares access; nothing is looked up or sent yet.</summary>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="from">Where the image is.</param>
    /// <param name="to">Where it goes; empty for only looking at it.</param>
    /// <param name="log">Told what is done.</param>
    /// <remarks>A login that names no registry is for those that are written to, or else for the one that is read.</remarks>
    public static RegistryAccess Create(Func<string, string?> environment, ImageLocation from, IEnumerable<ImageLocation> to, IBuildLog log)
    {
        var source = (from as ImageLocation.InRegistry)?.Reference.Registry;
        var targets = to.OfType<ImageLocation.InRegistry>().Select(target => target.Reference.Registry).ToList();
        return RegistryAccess.Create(environment, targets.Count == 0 && source is not null ? [source] : targets, source, log);
    }
}
