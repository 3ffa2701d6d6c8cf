using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Elf;
using ImageBuild.Frameworks;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Publishing;

/// <summary>A base that is put together: from the packages of a distribution and from runtime packs.</summary>
internal static class AssembledBase
{
    /// <summary>The number of the user that applications run as; the account is in the base's passwd file.</summary>
    private const string UserId = "1654";

    /// <summary>Where ASP.NET Core listens. The image for applications that bring their runtime has it too, as Microsoft's runtime-deps does.</summary>
    private static readonly KeyValuePair<string, string> AspNetPort = new("ASPNETCORE_HTTP_PORTS", "8080");

    private const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Decides the packages, by the lock where it says, and how the layers are made. The network is asked only for what is not locked.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">Packages cannot be found or trusted, or the lock does not fit.</exception>
    public static async Task<ResolvedBase> ResolveAsync(
        BaseRequest.Assembled request, Platform platform, LockSession session, BuildServices services, CancellationToken cancellationToken)
    {
        var distribution = Distribution.Parse(request.Distribution);
        var packages = new OsPackages(request.Packages, services);
        var sources = packages.SourcesFor(distribution, platform);
        var asked = new BaseOsRequest(distribution, platform)
        {
            InvariantGlobalization = !request.Globalization,
            AdditionalPackages = request.Packages.Packages,
            AdditionalSuites = BaseOsRequest.SuitesBeside(distribution, request.Packages.Sources),
        };
        var baseOs = await session.BaseOsAsync(
            asked, (_, previous) => packages.Resolver.ResolveAsync(asked, sources, packages.KeysFor(distribution), previous, cancellationToken)).ConfigureAwait(false);
        session.Check(platform, request.RuntimePacks);

        var files = new Shared<IReadOnlyList<TarEntry>>(packages.Noting(baseOs.Key, token => packages.Assembler.AssembleAsync(baseOs, sources, token)));
        var defaultSet = new LayerRecipe(LayerKind.BaseOs, baseOs.Distribution, baseOs.Key, files.GetAsync);
        // The lock is part of the source, so what it says is believed; packages need not be fetched to find that a registry has their layer.
        List<LayerRecipe> layers = [defaultSet with { KnownDiffId = baseOs.Layer is { } locked && locked.Key == defaultSet.TarKey ? locked.DiffId : null }];

        // The packages the user added lie on the default set, so all images share that one.
        if (baseOs.Added.Count > 0)
        {
            var added = packages.RecipeOf(baseOs, baseOs.Key, async token => BaseTree.Of(await files.GetAsync(token).ConfigureAwait(false)), sources);
            var shared = new Shared<IReadOnlyList<TarEntry>>(packages.Noting(added.Identity, added.Entries));
            layers.Add(added with { Entries = shared.GetAsync });
        }

        return new ResolvedBase(
            ConfigOf(platform, request),
            Layers: [],
            [.. layers, .. request.RuntimePacks.Select(FrameworkLayer.RecipeOf)],
            ImageFormat.Oci)
        {
            Libraries = async token =>
            {
                var libraries = LibraryIndex.Empty;
                foreach (var layer in layers)
                    libraries = libraries.With(await packages.LibrariesAsync(layer.Identity, layer.Entries, token).ConfigureAwait(false));
                return libraries;
            },
        };
    }

    /// <summary>The variables .NET's own images set, and DOTNET_ROOT for the apphost.</summary>
    private static ImageConfig ConfigOf(Platform platform, BaseRequest.Assembled request) => new()
    {
        Platform = platform,
        User = UserId,
        WorkingDirectory = "/",
        Environment =
        [
            new("PATH", Path),
            new("APP_UID", UserId),
            .. request.IsForDotNet ? DotNetVariables(request.RuntimePacks) : [],
        ],
    };

    private static IEnumerable<KeyValuePair<string, string>> DotNetVariables(IReadOnlyList<RuntimePack> packs) =>
        [new("DOTNET_RUNNING_IN_CONTAINER", "true"), .. packs.Count > 0 ? packs.SelectMany(VariablesOf) : [AspNetPort]];

    private static IEnumerable<KeyValuePair<string, string>> VariablesOf(RuntimePack pack) => pack.Framework switch
    {
        RuntimePack.BaseFramework => [new("DOTNET_ROOT", "/" + FrameworkLayer.DotnetRoot), new("DOTNET_VERSION", pack.Version)],
        "Microsoft.AspNetCore.App" => [AspNetPort, new("ASPNET_VERSION", pack.Version)],
        _ => [],
    };
}
