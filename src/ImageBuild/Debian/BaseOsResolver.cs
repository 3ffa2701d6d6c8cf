using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Decides which packages a base operating system consists of. Needs the network.</summary>
/// <param name="http">From <see cref="ArchiveHttp.CreateClient"/>.</param>
/// <param name="log">Told what was decided.</param>
/// <param name="time">The clock release files are checked against.</param>
public sealed class BaseOsResolver(HttpClient http, IBuildLog log, TimeProvider time)
{
    /// <summary>Raised when the same question gets another answer from the same archives: another default set, other omissions.</summary>
    internal const int RulesVersion = 1;

    /// <summary>How requests to archives behave; tests make them impatient.</summary>
    internal ArchiveClient Client { get; init; } = new(http, log);

    /// <summary>Reads the suites and chooses the newest version of every package that is needed.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="sources">Where packages come from; see <see cref="PackageSources.Choose"/>.</param>
    /// <param name="keyring">Whose signatures count; see <see cref="ArchiveKeyring.LoadDebian"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException">Any of the codes IB2001 to IB2019.</exception>
    public async Task<LockedBaseOs> ResolveAsync(
        BaseOsRequest request, IReadOnlyList<PackageSource> sources, ArchiveKeyring keyring, CancellationToken cancellationToken)
    {
        var reader = new SuiteReader(Client, keyring, time);
        var suites = Order(request.Distribution, sources);
        var indexes = await Task.WhenAll(suites.Select(suite => Task.Run(
            () => ReadAsync(reader, request, suite, [.. sources.Where(source => source.Suites.Contains(suite))], cancellationToken), cancellationToken)))
            .ConfigureAwait(false);
        var present = indexes.OfType<SuiteIndex>().ToList();
        try
        {
            var catalog = new PackageCatalog([.. present.SelectMany(index => index.Packages)]);
            var chosen = DependencyResolver.Resolve(catalog, request.Roots);
            log.Detail($"Chose {chosen.Count} packages of {request.Distribution} for {request.Platform}.");
            return new LockedBaseOs(
                request.Distribution.Id,
                request.Inputs,
                [.. present.Select(index => index.Source)],
                [.. chosen.Select(package => new LockedPackage(
                    package.Name, package.Version.Text, package.Architecture, package.Digest, package.Size, package.Suite, package.Path))]);
        }
        catch (FormatException exception)
        {
            throw ErrorCodes.IndexDamaged.Error($"The indexes of {request.Distribution} cannot be read: {exception.Message}", inner: exception);
        }
    }

    private async Task<SuiteIndex?> ReadAsync(
        SuiteReader reader, BaseOsRequest request, string suite, IReadOnlyList<PackageSource> sources, CancellationToken cancellationToken)
    {
        var where = string.Join(", ", sources.Select(source => source.Display));
        if (await reader.TryReadAsync(suite, sources, request.Architecture, cancellationToken).ConfigureAwait(false) is { } index)
        {
            log.Detail($"{suite} of {where}: {index.Packages.Count} packages, {index.Source.Date.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
            return index;
        }

        var standard = request.Distribution.Suites.FirstOrDefault(known => known.Name == suite);
        if (standard is null or { IsRequired: true })
            throw ErrorCodes.SuiteMissing.Error($"There is no suite '{suite}' at {where}.");
        log.Warning(ErrorCodes.SuiteSkipped, $"There is no suite '{suite}' at {where}: going on without it. {ErrorCodes.SuiteSkipped.Remedy}");
        return null;
    }

    /// <summary>The suites to read: the distribution's in its own order, then others in the order they were named.</summary>
    private static List<string> Order(Distribution distribution, IReadOnlyList<PackageSource> sources)
    {
        var named = sources.SelectMany(source => source.Suites).Distinct(StringComparer.Ordinal).ToList();
        return [.. distribution.Suites.Select(suite => suite.Name).Where(named.Contains), .. named.Where(name => distribution.Suites.All(suite => suite.Name != name))];
    }
}
