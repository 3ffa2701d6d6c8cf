using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;

namespace ImageBuild.Publishing;

/// <summary>What a build works with. Nothing in it influences the bytes of an image.</summary>
/// <param name="Cache">This machine's content store.</param>
/// <param name="Archives">Fetches OS packages; from <see cref="Debian.ArchiveHttp.CreateClient"/>.</param>
/// <param name="Registries">Talks to registries.</param>
/// <param name="Environment">Looks up an environment variable.</param>
/// <param name="Log">Told what is done.</param>
public sealed record BuildServices(
    ContentCache Cache, HttpClient Archives, RegistryClients Registries, Func<string, string?> Environment, IBuildLog Log);
