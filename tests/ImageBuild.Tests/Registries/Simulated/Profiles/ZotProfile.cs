using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Zot: refuses Docker's types, answers with lower-case unquoted challenges, keeps referrers itself.</summary>
internal sealed class ZotProfile : SimulatedRegistry
{
    public ZotProfile()
        : base("zot.example.com") => HasReferrers = true;

    protected override Task ManifestAsync(HttpContext context, string repository, string identifier) =>
        context.Request.Method == "PUT" && (context.Request.ContentType ?? "").Contains("docker", StringComparison.Ordinal)
            ? ErrorAsync(context, 415, "MANIFEST_INVALID", "unsupported media type")
            : base.ManifestAsync(context, repository, identifier);
}
