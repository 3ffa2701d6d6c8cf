using ImageBuild.Debian;
using ImageBuild.Frameworks;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing;

/// <summary>What an image stands on.</summary>
public abstract record BaseRequest
{
    private BaseRequest()
    {
    }

    /// <summary>Packages of the operating system to add, and where they come from.</summary>
    public PackageRequest Packages { get; init; } = PackageRequest.None;

    /// <summary>A base put together from the packages of a distribution and from runtime packs.</summary>
    /// <param name="Distribution">"debian:13".</param>
    /// <param name="Globalization">Whether culture data (ICU) is needed; false for invariant globalization.</param>
    /// <param name="RuntimePacks">The shared frameworks; none for applications that bring their own runtime.</param>
    public sealed record Assembled(string Distribution, bool Globalization, IReadOnlyList<RuntimePack> RuntimePacks) : BaseRequest
    {
        /// <summary>Whether a .NET application will run on it, so that it has the variables of .NET's own images.</summary>
        public bool IsForDotNet { get; init; } = true;
    }

    /// <summary>An image that is there already: in a registry, a layout or an archive.</summary>
    /// <param name="Location">In a registry by tag, digest or both.</param>
    public sealed record Pulled(ImageLocation Location) : BaseRequest
    {
        /// <summary>What the user wrote, for the label that names the base; null for the location.</summary>
        public string? Name { get; init; }

        /// <summary>The registry it comes from; null where it is on this machine.</summary>
        public string? Registry => (Location as ImageLocation.InRegistry)?.Reference.Registry;

        /// <summary>Whether the application expects culture data (ICU).</summary>
        public bool Globalization { get; init; }
    }

    /// <summary>Nothing: the application brings everything it needs.</summary>
    public sealed record Scratch : BaseRequest;
}
