using System.Text;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Elf;
using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Publishing;

/// <summary>What both kinds of base need to deal with packages: where they come from, whose signatures count, how their layer is made.</summary>
internal sealed class OsPackages(PackageRequest request, BuildServices services)
{
    private const string AptFolder = "/etc/apt";

    /// <summary>How many names a layer is called by.</summary>
    private const int NameLimit = 3;

    /// <summary>Chooses packages.</summary>
    public BaseOsResolver Resolver { get; } = new(services.Archives, services.Log, TimeProvider.System);

    /// <summary>Unpacks them.</summary>
    public BaseOsAssembler Assembler { get; } = new(services.Archives, services.Cache, services.Log);

    /// <summary>Where the packages of a distribution come from.</summary>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.InvalidPackageSource"/>.</exception>
    public IReadOnlyList<PackageSource> SourcesFor(Distribution distribution, Platform platform) =>
        PackageSources.Choose(distribution, Distribution.ArchitectureOf(platform), request.Sources, services.Environment, AptFolder).Sources;

    /// <summary>Whose signatures count for a distribution.</summary>
    public ArchiveKeyring KeysFor(Distribution distribution)
    {
        var own = ArchiveKeyring.LoadFor(distribution);
        return request.Keys is { } more ? own.With(more) : own;
    }

    /// <summary>The layer with the added packages.</summary>
    /// <param name="baseOs">The packages.</param>
    /// <param name="below">Names the layers it is laid on.</param>
    /// <param name="tree">Reads those layers.</param>
    /// <param name="sources">Where packages come from.</param>
    public LayerRecipe RecipeOf(LockedBaseOs baseOs, Digest below, Func<CancellationToken, Task<BaseTree>> tree, IReadOnlyList<PackageSource> sources) => new(
        LayerKind.BaseOs,
        NameOf(request.Packages),
        baseOs.AddedKey(below, request.Packages),
        async token => await Assembler.AssembleAddedAsync(baseOs, request.Packages, await tree(token).ConfigureAwait(false), sources, token).ConfigureAwait(false));

    /// <summary>The libraries of a layer, from the cache where the layer was looked at before.</summary>
    /// <param name="layer">Names the layer.</param>
    /// <param name="files">Its files.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<LibraryIndex> LibrariesAsync(Digest layer, Func<CancellationToken, Task<IReadOnlyList<TarEntry>>> files, CancellationToken cancellationToken)
    {
        if (await services.Cache.FindIntactAsync(LibrariesKey(layer), services.Log, cancellationToken).ConfigureAwait(false) is { } known)
        {
            var stream = await known.OpenAsync(cancellationToken).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return LibraryIndex.Parse(await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false));
        }

        return LibraryIndex.Of(await files(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The same files; which libraries are among them is noted, so that no later build unpacks packages to find out.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<TarEntry>>> Noting(Digest layer, Func<CancellationToken, Task<IReadOnlyList<TarEntry>>> files) => async cancellationToken =>
    {
        var entries = await files(cancellationToken).ConfigureAwait(false);
        var libraries = Encoding.UTF8.GetBytes(LibraryIndex.Of(entries).ToString());
        var blob = await services.Cache.AddAsync("text/plain", (file, token) => file.WriteAsync(libraries, token).AsTask(), cancellationToken).ConfigureAwait(false);
        await services.Cache.RememberAsync(LibrariesKey(layer), "list of libraries", new CachedContent(blob.Descriptor, blob.Descriptor.Digest), cancellationToken).ConfigureAwait(false);
        return entries;
    };

    private static Digest LibrariesKey(Digest layer) => Digest.Of($"libraries v1\n{layer}\n");

    /// <summary>"libgdiplus", "curl, libgdiplus, tzdata and 2 more".</summary>
    private static string NameOf(IReadOnlyList<WantedPackage> packages)
    {
        var names = packages.Select(package => package.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return string.Join(", ", names.Take(NameLimit)) + (names.Count > NameLimit ? $" and {names.Count - NameLimit} more" : "");
    }
}
