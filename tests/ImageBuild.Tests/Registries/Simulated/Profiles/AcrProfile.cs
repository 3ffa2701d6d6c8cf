using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Azure Container Registry: the form of Content-Range matters, no chunked transfer, a session does not survive a reset.</summary>
internal sealed class AcrProfile() : SimulatedRegistry("team.azurecr.io")
{
    protected override Task PatchAsync(HttpContext context, Upload upload)
    {
        if (context.Request.ContentLength is null)
            return ErrorAsync(context, 400, "CONTENT_LENGTH_INVALID", "the content length is missing");
        return context.Request.Headers.ContentRange.ToString() is { Length: > 0 } range && !range.All(character => char.IsAsciiDigit(character) || character == '-')
            ? ErrorAsync(context, 416, "BLOB_UPLOAD_INVALID", "bad range")
            : base.PatchAsync(context, upload);
    }
}
