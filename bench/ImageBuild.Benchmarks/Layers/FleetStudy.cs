using ImageBuild.Content;
using ImageBuild.Layers;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>One strategy on the whole fleet: what the registry holds and what happens when something changes.</summary>
internal sealed class FleetStudy
{
    /// <summary>Of all pairs of a service and a package it could add, every so many are tried.</summary>
    private const int EveryAddition = 10;

    private readonly Strategy _strategy;
    private readonly LayerSizes _sizes;
    private readonly IReadOnlyList<Service> _services;
    private readonly Dictionary<string, IReadOnlyList<StoredLayer>> _images;
    private readonly HashSet<Digest> _registry;
    private readonly ILookup<string, Service> _users;
    private readonly IReadOnlyList<(int Users, long Sent)> _bumps;

    public FleetStudy(Strategy strategy, LayerSizes sizes, IReadOnlyList<Service> services)
    {
        (_strategy, _sizes, _services) = (strategy, sizes, services);
        _images = services.ToDictionary(service => service.Name, LayersOf);
        _registry = [.. Stored.Select(layer => layer.Identity)];
        _users = services
            .SelectMany(service => service.Packages.Select(package => (package.Id, Service: service)))
            .ToLookup(use => use.Id, use => use.Service, StringComparer.OrdinalIgnoreCase);
        _bumps = [.. _users.Select(users => (users.Count(), Sent(users.Select(service => service.WithChanged(origin => IsPackage(origin, users.Key))))))];
    }

    public IEnumerable<int> LayerCounts => _images.Values.Select(layers => layers.Count);

    /// <summary>Every layer of the fleet once.</summary>
    public IEnumerable<StoredLayer> Stored => _images.Values.SelectMany(layers => layers).DistinctBy(layer => layer.Identity);

    /// <summary>A service's own code changes: bytes sent, mean over the services.</summary>
    public double CodeChange() => _services.Average(service => Sent([service.WithChanged(origin => origin is FileOrigin.App)]));

    /// <summary>A package gets a new version in all services that have it: bytes sent, mean over the packages.</summary>
    /// <param name="least">Packages that at least so many services have.</param>
    /// <param name="most">And at most so many.</param>
    public double Bump(int least, int most) => _bumps.Where(bump => bump.Users >= least && bump.Users <= most).Average(bump => (double)bump.Sent);

    /// <summary>The month's patches of .NET: every package of Microsoft's that has the version of the framework, in all services: bytes sent.</summary>
    public double Patch() => Sent(_services.Select(service => service.WithChanged(origin =>
        origin is FileOrigin.Package package
        && (package.Id.StartsWith("Microsoft.", StringComparison.Ordinal) || package.Id.StartsWith("System.", StringComparison.Ordinal))
        && package.Version.StartsWith("10.0.", StringComparison.Ordinal))));

    /// <summary>The fleet grows by one service: bytes sent, mean over which one comes last.</summary>
    public double NewService() => _services.Average(service =>
    {
        var others = _images.Where(image => image.Key != service.Name).SelectMany(image => image.Value).Select(layer => layer.Identity).ToHashSet();
        return (double)_images[service.Name].Where(layer => !others.Contains(layer.Identity)).Sum(layer => layer.Size);
    });

    /// <summary>One service adds a package that others have: bytes sent, and how many of its layers are replaced; means over a sample.</summary>
    public (double Bytes, double Replaced) Addition()
    {
        var sample = _services.SelectMany(service => Additions(service)).Where((_, i) => i % EveryAddition == 0).ToList();
        return (sample.Average(pair => Sent([pair.After])), sample.Average(pair => Replaced(pair.Before, pair.After)));
    }

    /// <summary>
    /// A machine that finds layers by all that lies below them (Docker without containerd's store) runs the whole fleet: bytes it pulls.
    /// </summary>
    public long PullFleet() => _images.Values
        .SelectMany(layers => layers.Select((layer, i) => (Chain: string.Join(' ', layers.Take(i + 1).Select(below => below.Identity.Short)), layer.Size)))
        .DistinctBy(layer => layer.Chain)
        .Sum(layer => layer.Size);

    /// <summary>Such a machine gets a service again after one package changed: bytes it pulls, mean over services and packages.</summary>
    public double PullBump() => _services
        .SelectMany(service => service.Packages.Select(package => (service, package.Id)))
        .Average(pair =>
        {
            var after = LayersOf(pair.service.WithChanged(origin => IsPackage(origin, pair.Id)));
            var same = after.Zip(_images[pair.service.Name]).TakeWhile(layers => layers.First.Identity == layers.Second.Identity).Count();
            return (double)after.Skip(same).Sum(layer => layer.Size);
        });

    private static bool IsPackage(FileOrigin origin, string id) =>
        origin is FileOrigin.Package package && package.Id.Equals(id, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<(Service Before, Service After)> Additions(Service service) => _users
        .Where(users => !users.Contains(service))
        .OrderBy(users => users.Key, StringComparer.OrdinalIgnoreCase)
        .Select(users => (service, service.With(users.First().Files.Where(file => IsPackage(file.Origin, users.Key)))));

    private int Replaced(Service before, Service after)
    {
        var left = LayersOf(after).Select(layer => layer.Identity).ToHashSet();
        return _images[before.Name].Count(layer => !left.Contains(layer.Identity));
    }

    /// <summary>What the registry has not got yet, each layer once.</summary>
    private long Sent(IEnumerable<Service> services) => services
        .SelectMany(LayersOf)
        .DistinctBy(layer => layer.Identity)
        .Where(layer => !_registry.Contains(layer.Identity))
        .Sum(layer => layer.Size);

    private IReadOnlyList<StoredLayer> LayersOf(Service service) =>
        [.. _strategy.Cut(service).Select(layer => new StoredLayer(LayerRecipe.Of(layer).Identity, _sizes.Of(layer), layer))];
}
