using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Gitea: a second PATCH is refused.</summary>
internal sealed class GiteaProfile() : SimulatedRegistry("gitea.example.com")
{
    protected override Task PatchAsync(HttpContext context, Upload upload) => upload.Bytes.Count > 0
        ? ErrorAsync(context, 400, "BLOB_UPLOAD_INVALID", "Stream uploads after first write are not allowed")
        : base.PatchAsync(context, upload);
}
