using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>GitHub: ranged requests above 4 MiB are refused, others are not.</summary>
internal sealed class GhcrProfile() : SimulatedRegistry("ghcr.io")
{
    protected override Task PatchAsync(HttpContext context, Upload upload) =>
        context.Request.Headers.ContentRange.Count > 0 && context.Request.ContentLength > 4 * 1024 * 1024
            ? ErrorAsync(context, 416, "BLOB_UPLOAD_INVALID", "the range exceeds the maximum permissible limit of 4.00MiB")
            : base.PatchAsync(context, upload);
}
