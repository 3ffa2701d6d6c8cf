using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Harbor: cookies lead to a CSRF refusal, a token without rights is answered with Basic, a mount from a missing project with 401.</summary>
internal sealed class HarborProfile() : SimulatedRegistry("harbor.example.com")
{
    public bool ProjectFull { get; set; }

    protected override async Task<bool> AllowAsync(HttpContext context, string path)
    {
        context.Response.Headers.SetCookie = "sid=abc; Path=/; HttpOnly";
        if (context.Request.Headers.Cookie.Count > 0 && context.Request.Method is not ("GET" or "HEAD"))
        {
            await ErrorAsync(context, 403, "FORBIDDEN", "CSRF token not found in request");
            return false;
        }

        if (Tokens is not null && Tokens.Knows(context.Request.Headers.Authorization.ToString()) && !Tokens.Allows(context.Request.Headers.Authorization.ToString(), ScopeOf(context, path)))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"harbor\"";
            await ErrorAsync(context, 401, "UNAUTHORIZED", "unauthorized to access repository");
            return false;
        }

        return await base.AllowAsync(context, path);
    }

    protected override Task MountAsync(HttpContext context, string repository, string digest, string? from) =>
        from!.StartsWith("missing/", StringComparison.Ordinal) ? ErrorAsync(context, 401, "UNAUTHORIZED", "project missing not found") : base.MountAsync(context, repository, digest, from);

    protected override Task CommitAsync(HttpContext context, Upload upload, string digest) => ProjectFull
        ? ErrorAsync(context, 403, "DENIED", "adding 10.0 MiB of storage resource, which when updated to current usage will exceed the configured upper limit; quota exceeded")
        : base.CommitAsync(context, upload, digest);

    protected override Task ManifestAsync(HttpContext context, string repository, string identifier) =>
        context.Request.Method == "PUT" && identifier == "immutable" && Tagged(repository, identifier) is not null
            ? ErrorAsync(context, 412, "PRECONDITION", "Failed to process request due to 'immutable' configured as immutable.")
            : base.ManifestAsync(context, repository, identifier);
}
