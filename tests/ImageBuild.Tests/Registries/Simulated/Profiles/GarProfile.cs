using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Google Artifact Registry: no ranged PATCH; a rejected login is answered without a challenge; tags go before their image.</summary>
internal sealed class GarProfile() : SimulatedRegistry("europe-docker.pkg.dev")
{
    protected override Task PatchAsync(HttpContext context, Upload upload) =>
        context.Request.Headers.ContentRange.Count > 0 ? ErrorAsync(context, 400, "UNSUPPORTED", "chunked uploads are not supported") : base.PatchAsync(context, upload);

    protected override async Task ManifestAsync(HttpContext context, string repository, string identifier)
    {
        if (context.Request.Method == "DELETE" && identifier.StartsWith("sha256:", StringComparison.Ordinal) && HasTag(repository, identifier))
            await ErrorAsync(context, 400, "GOOGLE_MANIFEST_DANGLING_TAG", $"Manifest \"{identifier}\" is still referenced by tag.");
        else
            await base.ManifestAsync(context, repository, identifier);
    }

    protected override Task<bool> AllowAsync(HttpContext context, string path)
    {
        if (Tokens is not null && context.Request.Headers.Authorization.Count > 0 && !Tokens.Allows(context.Request.Headers.Authorization.ToString(), ScopeOf(context, path)))
        {
            context.Response.StatusCode = 401;
            return Task.FromResult(false);
        }

        return base.AllowAsync(context, path);
    }
}
