using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Decides which packages an operating system consists of. Needs the network.</summary>
/// <param name="http">From <see cref="ArchiveHttp.CreateClient"/>.</param>
/// <param name="log">Told what was decided, and why.</param>
/// <param name="time">The clock release files are checked against.</param>
public sealed class BaseOsResolver(HttpClient http, IBuildLog log, TimeProvider time)
{
    /// <summary>Raised when the same question gets another answer from the same archives: another default set, other omissions.</summary>
    internal const int RulesVersion = 2;

    private const string DefaultSet = "default set";
    private const string Wanted = "ContainerPackage";

    /// <summary>How requests to archives behave; tests make them impatient.</summary>
    internal ArchiveClient Client { get; init; } = new(http, log);

    /// <summary>Reads the suites and chooses the newest version of every package that is needed.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="sources">Where packages come from; see <see cref="PackageSources.Choose"/>.</param>
    /// <param name="keyring">Whose signatures count for sources that name no keys of their own; see <see cref="ArchiveKeyring.LoadFor"/>.</param>
    /// <param name="previous">What the lock said so far; suites may not be older than they were then. Null for nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException">Any of the codes IB2001 to IB2022.</exception>
    public Task<LockedBaseOs> ResolveAsync(
        BaseOsRequest request, IReadOnlyList<PackageSource> sources, ArchiveKeyring keyring, LockedBaseOs? previous, CancellationToken cancellationToken) =>
        ResolveAsync(request, new InstalledSystem(request.Distribution!, []), sources, keyring, previous, cancellationToken);

    /// <summary>The same for packages that are added to what is there already.</summary>
    internal async Task<LockedBaseOs> ResolveAsync(
        BaseOsRequest request,
        InstalledSystem installed,
        IReadOnlyList<PackageSource> sources,
        ArchiveKeyring keyring,
        LockedBaseOs? previous,
        CancellationToken cancellationToken)
    {
        var distribution = installed.Distribution;
        var reader = new SuiteReader(Client, keyring, time);
        var suites = Order(distribution, sources);
        var indexes = await Task.WhenAll(suites.Select(suite => Task.Run(
            () => ReadAsync(reader, request, distribution, suite, [.. sources.Where(source => source.Suites.Contains(suite))], cancellationToken), cancellationToken)))
            .ConfigureAwait(false);
        var present = indexes.OfType<SuiteIndex>().ToList();
        foreach (var index in present)
            RefuseOlder(index.Source, previous?.Sources.FirstOrDefault(known => known.Suite == index.Source.Suite));
        try
        {
            var catalog = new PackageCatalog([.. present.SelectMany(index => index.Packages)]);

            // One after the other: what is added never changes the set that all images share.
            var packages = DependencyResolver.Resolve(catalog, installed.Packages, request.Roots.Select(root => new PackageRelation(root, null, null)), DefaultSet);
            var added = DependencyResolver.Resolve(
                catalog,
                [.. installed.Packages, .. packages.Select(chosen => chosen.Package)],
                request.AdditionalPackages.Select(package => package.Relation),
                Wanted);
            foreach (var chosen in packages.Concat(added))
                log.Detail($"{chosen.Package}: {chosen.Reason}");
            log.Detail($"Chose {packages.Count + added.Count} packages of {distribution} for {request.Platform}.");
            return new LockedBaseOs(distribution.Id, request.Inputs, [.. present.Select(index => index.Source)], [.. packages.Select(LockedPackage.Of)])
            {
                Added = [.. added.Select(LockedPackage.Of)],
            };
        }
        catch (FormatException exception)
        {
            throw ErrorCodes.IndexDamaged.Error($"The indexes of {distribution} cannot be read: {exception.Message}", inner: exception);
        }
    }

    /// <summary>A mirror that serves an old state, signed as it once was, would bring back packages with known faults.</summary>
    private static void RefuseOlder(LockedSource found, LockedSource? locked)
    {
        if (locked is not null && found.Date < locked.Date)
        {
            throw ErrorCodes.ReleaseRolledBack.Error(
                $"The release file of '{found.Suite}' is of {found.Date.UtcDateTime:yyyy-MM-dd HH:mm} UTC, but the lock was made from one of {locked.Date.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
        }
    }

    private async Task<SuiteIndex?> ReadAsync(
        SuiteReader reader, BaseOsRequest request, Distribution distribution, string suite, IReadOnlyList<PackageSource> sources, CancellationToken cancellationToken)
    {
        var where = string.Join(", ", sources.Select(source => source.Display));
        if (await reader.TryReadAsync(suite, sources, request.Architecture, cancellationToken).ConfigureAwait(false) is { } index)
        {
            log.Detail($"{suite} of {where}: {index.Packages.Count} packages, {index.Source.Date.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
            return index;
        }

        var standard = distribution.Suites.FirstOrDefault(known => known.Name == suite);
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
