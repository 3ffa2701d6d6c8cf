namespace ImageBuild.Benchmarks.Layers;

/// <summary>For a service: the name of the group that a package, given by its id, belongs to.</summary>
internal delegate Func<string, string> Grouping(Service service);
