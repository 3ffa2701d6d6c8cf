namespace ImageBuild.Benchmarks.Publishing;

/// <summary>What all entrants share.</summary>
/// <param name="Folder">Their projects and caches.</param>
/// <param name="Proxy">The way to the registry.</param>
/// <param name="Base">The base image, which the registry has.</param>
internal sealed record Site(TemporaryFolder Folder, CountingProxy Proxy, BaseImage Base);
