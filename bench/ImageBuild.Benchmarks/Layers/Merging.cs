namespace ImageBuild.Benchmarks.Layers;

/// <summary>Merges groups into layers, lowest first.</summary>
internal delegate IEnumerable<IEnumerable<PackageGroup>> Merging(IReadOnlyList<PackageGroup> largestFirst, int layers);
