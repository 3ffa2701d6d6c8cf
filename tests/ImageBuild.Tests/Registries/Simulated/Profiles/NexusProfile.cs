using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Nexus: 400 instead of 401 without a login; two uploads of one blob at once disturb each other.</summary>
internal sealed class NexusProfile() : SimulatedRegistry("nexus.example.com")
{
    private int _disturbances = 1;

    protected override async Task<bool> AllowAsync(HttpContext context, string path)
    {
        if (path == "/v2/" || context.Request.Headers.Authorization.Count > 0)
            return await base.AllowAsync(context, path);
        await WriteAsync(context, 400, "{&quot;errors&quot;:[{&quot;code&quot;:&quot;UNAUTHORIZED&quot;,&quot;message&quot;:&quot;access to the requested resource is not authorized&quot;}]}", "application/json");
        return false;
    }

    protected override Task CommitAsync(HttpContext context, Upload upload, string digest) =>
        Interlocked.Decrement(ref _disturbances) >= 0 ? ErrorAsync(context, 400, "BLOB_UPLOAD_INVALID", "in use") : base.CommitAsync(context, upload, digest);
}
