using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Quay: an odd Range, 400 to scopes joined by spaces (see its token service), 409 for immutable tags.</summary>
internal sealed class QuayProfile() : SimulatedRegistry("quay.io")
{
    protected override void Open(HttpContext context, string repository)
    {
        base.Open(context, repository);
        context.Response.Headers.Range = "bytes=0--1";
    }

    protected override Task ManifestAsync(HttpContext context, string repository, string identifier) =>
        context.Request.Method == "PUT" && identifier == "immutable" && Tagged(repository, identifier) is not null
            ? ErrorAsync(context, 409, "TAG_IMMUTABLE", "tag is immutable")
            : base.ManifestAsync(context, repository, identifier);
}
