using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Artifactory: refuses HEAD on virtual repositories, hands blobs out from object storage.</summary>
internal sealed class ArtifactoryProfile() : SimulatedRegistry("team.jfrog.io")
{
    public string? Storage { get; set; }

    protected override Task BlobAsync(HttpContext context, string repository, string digest)
    {
        if (context.Request.Method == "HEAD" && Storage is null)
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        }

        if (Storage is null)
            return base.BlobAsync(context, repository, digest);
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = Storage + digest[7..];
        return Task.CompletedTask;
    }

    protected override Task ManifestAsync(HttpContext context, string repository, string identifier)
    {
        if (context.Request.Method == "PUT")
            return base.ManifestAsync(context, repository, identifier);
        context.Response.StatusCode = 403;
        return Task.CompletedTask;
    }
}
