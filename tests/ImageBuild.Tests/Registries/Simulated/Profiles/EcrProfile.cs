using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated.Profiles;

/// <summary>Amazon ECR: Basic with a plain-text refusal, 201 to chunks, a Range that stays where it is, parts of 5 to 10 MiB.</summary>
internal sealed class EcrProfile() : SimulatedRegistry("123456789012.dkr.ecr.eu-west-1.amazonaws.com")
{
    private const int MiB = 1024 * 1024;
    private readonly Dictionary<string, List<int>> _parts = [];

    public HashSet<string> Repositories { get; } = ["team/app"];

    public IReadOnlyDictionary<string, List<int>> Parts => _parts;

    protected override async Task<bool> AllowAsync(HttpContext context, string path)
    {
        if (context.Request.Headers.Authorization.ToString().StartsWith("Basic QVdTO", StringComparison.Ordinal))
            return true;
        context.Response.Headers.WWWAuthenticate = $"Basic realm=\"https://{Name}/\",service=\"ecr.amazonaws.com\"";
        await WriteAsync(context, 401, "Not Authorized\n");
        return false;
    }

    protected override Task UploadAsync(HttpContext context, string repository, string id, string target) => Repositories.Contains(repository)
        ? base.UploadAsync(context, repository, id, target)
        : ErrorAsync(context, 404, "NAME_UNKNOWN", $"The repository with name '{repository}' does not exist in the registry with id '123456789012'");

    protected override async Task PatchAsync(HttpContext context, Upload upload)
    {
        var before = upload.Bytes.Count;
        await base.PatchAsync(context, upload);
        if (!_parts.TryGetValue(upload.Id, out var parts))
            _parts[upload.Id] = parts = [];
        parts.Add(upload.Bytes.Count - before);
        context.Response.StatusCode = 201;
        context.Response.Headers.Range = $"0-{parts[0] - 1}";
    }

    protected override Task CommitAsync(HttpContext context, Upload upload, string digest)
    {
        var parts = _parts.GetValueOrDefault(upload.Id) ?? [];
        return parts.Count > 1 && parts.SkipLast(1).Any(part => part is < 5 * MiB or > 10 * MiB)
            ? ErrorAsync(context, 400, "BLOB_UPLOAD_INVALID", "part too small")
            : base.CommitAsync(context, upload, digest);
    }

    protected override Task ManifestAsync(HttpContext context, string repository, string identifier) =>
        context.Request.Method == "PUT" && Tagged(repository, identifier) is not null && !identifier.StartsWith("sha256:", StringComparison.Ordinal)
            ? ErrorAsync(context, 400, "TAG_INVALID", $"The image tag '{identifier}' already exists in the '{repository}' repository and cannot be overwritten because the repository is immutable.")
            : base.ManifestAsync(context, repository, identifier);
}
