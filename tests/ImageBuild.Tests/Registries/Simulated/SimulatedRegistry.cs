using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using ImageBuild.Content;
using ImageBuild.Images;
using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated;

/// <summary>A registry in memory that follows the specification. Profiles override what their registry does differently.</summary>
internal class SimulatedRegistry(string name) : SimulatedHost(name)
{
    private readonly ConcurrentDictionary<string, (byte[] Bytes, string Type)> _manifests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);
    private int _count;

    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    public SimulatedTokens? Tokens { get; set; }

    public string Realm { get; set; } = "";

    public (string User, string Password)? BasicLogin { get; set; }

    /// <summary>Refuses bodies that are longer, as a proxy does.</summary>
    public long MaxBody { get; set; } = long.MaxValue;

    /// <summary>Writes the Location of an upload; gets the path with its query.</summary>
    public Func<string, string> LocationForm { get; set; } = path => path;

    /// <summary>The state a Location carries; odd characters must come back as they are.</summary>
    public string State { get; set; } = "%7Ea-b%2Fc%41%3D%3D";

    public bool SendsContentDigest { get; set; } = true;

    public bool HasReferrers { get; set; }

    protected string? LastDigest { get; private set; }

    public bool HasBlob(string repository, Digest digest) => Blobs.ContainsKey($"{repository}@{digest}");

    public void AddBlob(string repository, IBlob blob) => Blobs[$"{repository}@{blob.Descriptor.Digest}"] = ((BytesBlob)blob).Bytes.ToArray();

    public void AddManifest(string repository, BytesBlob manifest, params string[] tags)
    {
        foreach (var identifier in tags.Append(manifest.Descriptor.Digest.ToString()))
            _manifests[$"{repository}@{identifier}"] = (manifest.Bytes.ToArray(), manifest.Descriptor.MediaType);
    }

    /// <summary>Puts an image there with everything below it and attached to it.</summary>
    public void Add(string repository, ManifestTree tree, params string[] tags)
    {
        foreach (var blob in tree.Blobs)
            AddBlob(repository, blob);
        foreach (var child in tree.Children)
            AddManifest(repository, child);
        AddManifest(repository, tree.Root, tags);
        foreach (var attached in tree.Attached)
            Add(repository, attached);
    }

    public bool HasManifest(string repository, Digest digest) => _manifests.ContainsKey($"{repository}@{digest}");

    public Digest? Tagged(string repository, string tag) => _manifests.TryGetValue($"{repository}@{tag}", out var manifest) ? Digest.Of(manifest.Bytes) : null;

    protected bool HasTag(string repository, string digest) => _manifests.Keys.Any(key =>
        key.StartsWith(repository + "@", StringComparison.Ordinal) && !key.Contains("@sha256:", StringComparison.Ordinal) && Tagged(repository, key[(repository.Length + 1)..])?.ToString() == digest);

    protected override async Task AnswerAsync(HttpContext context)
    {
        var target = Target(context);
        var path = target.Split('?')[0];
        if (!await AllowAsync(context, path))
            return;
        if (context.Request.ContentLength > MaxBody)
        {
            await WriteAsync(context, 413, "<html><head><title>413 Request Entity Too Large</title></head></html>", "text/html");
            return;
        }

        await (path switch
        {
            "/v2/" => WriteAsync(context, 200, "{}", "application/json"),
            "/v2/_catalog" => WriteAsync(context, 200, """{"repositories":["a"]}""", "application/json"),
            _ when Split(path, "/blobs/uploads/") is var (repository, upload) => UploadAsync(context, repository, upload, target),
            _ when Split(path, "/blobs/") is var (repository, digest) => BlobAsync(context, repository, digest),
            _ when Split(path, "/manifests/") is var (repository, identifier) => ManifestAsync(context, repository, identifier),
            _ when Split(path, "/tags/list") is var (repository, _) => TagsAsync(context, repository),
            _ when Split(path, "/referrers/") is var (repository, digest) => ReferrersAsync(context, repository, digest),
            _ => WriteAsync(context, 404, "404 page not found"),
        });
    }

    /// <summary>The scope a request needs; empty for the ping.</summary>
    protected static string ScopeOf(HttpContext context, string path)
    {
        var end = new[] { "/blobs/", "/manifests/", "/tags/", "/referrers/" }.Select(part => path.IndexOf(part, StringComparison.Ordinal)).Where(index => index > 0).DefaultIfEmpty(0).Min();
        if (end == 0)
            return path == "/v2/_catalog" ? "registry:catalog:*" : "";
        var actions = context.Request.Method switch { "GET" or "HEAD" when !path.Contains("/uploads/", StringComparison.Ordinal) => "pull", "DELETE" => "delete", _ => "pull,push" };
        return $"repository:{path[4..end]}:{actions}";
    }

    protected virtual async Task<bool> AllowAsync(HttpContext context, string path)
    {
        var authorization = context.Request.Headers.Authorization.ToString() is { Length: > 0 } text ? text : null;
        if (Tokens is not null)
        {
            var scope = ScopeOf(context, path);
            if (Tokens.Allows(authorization, scope))
                return true;
            context.Response.Headers.WWWAuthenticate = BearerChallenge(scope, authorization is null ? null : Tokens.Knows(authorization) ? "insufficient_scope" : "invalid_token");
            await ErrorAsync(context, 401, "UNAUTHORIZED", "authentication required");
            return false;
        }

        if (BasicLogin is { } login && authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")))
        {
            context.Response.Headers.WWWAuthenticate = $"Basic realm=\"{Name}\"";
            await ErrorAsync(context, 401, "UNAUTHORIZED", "authentication required");
            return false;
        }

        return true;
    }

    protected virtual string BearerChallenge(string scope, string? error) =>
        $"Bearer realm=\"{Realm}\",service=\"{Name}\"{(scope.Length > 0 ? $",scope=\"{scope}\"" : "")}{(error is null ? "" : $",error=\"{error}\"")}";

    protected virtual async Task UploadAsync(HttpContext context, string repository, string id, string target)
    {
        var query = Query(target);
        if (context.Request.Method == "POST")
        {
            if (query.TryGetValue("mount", out var mount))
            {
                await MountAsync(context, repository, mount[0], query.GetValueOrDefault("from")?[0]);
                return;
            }

            Open(context, repository);
            return;
        }

        if (!_uploads.TryGetValue(id, out var upload) || upload.Target != target.Replace("&digest=" + Uri.EscapeDataString(query.GetValueOrDefault("digest")?[0] ?? ""), "", StringComparison.Ordinal))
        {
            await ErrorAsync(context, 404, "BLOB_UPLOAD_INVALID", "blob upload invalid");
            return;
        }

        if (context.Request.Method == "PATCH")
            await PatchAsync(context, upload);
        else
            await CommitAsync(context, upload, query["digest"][0]);
    }

    protected virtual async Task MountAsync(HttpContext context, string repository, string digest, string? from)
    {
        if (from is not null && Blobs.TryGetValue($"{from}@{digest}", out var bytes))
        {
            Blobs[$"{repository}@{digest}"] = bytes;
            context.Response.Headers.Location = $"/v2/{repository}/blobs/{digest}";
            context.Response.Headers["Docker-Content-Digest"] = digest;
            await WriteAsync(context, 201, "");
            return;
        }

        Open(context, repository);
    }

    protected virtual void Open(HttpContext context, string repository)
    {
        var upload = new Upload(repository, Guid.NewGuid().ToString("N"));
        _uploads[upload.Id] = upload;
        Move(context, upload);
        context.Response.Headers.Range = "0-0";
        context.Response.StatusCode = 202;
    }

    protected virtual async Task PatchAsync(HttpContext context, Upload upload)
    {
        var bytes = await BodyAsync(context);
        upload.Bytes.AddRange(bytes);
        Move(context, upload);
        context.Response.Headers.Range = $"0-{upload.Bytes.Count - 1}";
        context.Response.StatusCode = 202;
    }

    protected virtual async Task CommitAsync(HttpContext context, Upload upload, string digest)
    {
        upload.Bytes.AddRange(await BodyAsync(context));
        _uploads.TryRemove(upload.Id, out _);
        var bytes = upload.Bytes.ToArray();
        if (Digest.Of(bytes).ToString() != digest)
        {
            await ErrorAsync(context, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
            return;
        }

        Blobs[$"{upload.Repository}@{digest}"] = bytes;
        if (SendsContentDigest)
            context.Response.Headers["Docker-Content-Digest"] = digest;
        context.Response.Headers.Location = $"/v2/{upload.Repository}/blobs/{digest}";
        await WriteAsync(context, 201, "");
    }

    /// <summary>Gives the upload a new Location; the old one is dead from now on.</summary>
    protected void Move(HttpContext context, Upload upload)
    {
        upload.Target = $"/v2/{upload.Repository}/blobs/uploads/{upload.Id}?_state={State}{Interlocked.Increment(ref _count)}";
        context.Response.Headers.Location = LocationForm(upload.Target);
    }

    protected virtual async Task BlobAsync(HttpContext context, string repository, string digest)
    {
        if (!Blobs.TryGetValue($"{repository}@{digest}", out var bytes))
        {
            await ErrorAsync(context, 404, "BLOB_UNKNOWN", "blob unknown to registry");
            return;
        }

        context.Response.Headers["Docker-Content-Digest"] = digest;
        context.Response.ContentType = "application/octet-stream";
        var offset = 0;
        if (context.Request.Headers.Range.ToString() is { Length: > 6 } range)
        {
            offset = int.Parse(range[6..].Split('-')[0], CultureInfo.InvariantCulture);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {offset}-{bytes.Length - 1}/{bytes.Length}";
        }

        context.Response.ContentLength = bytes.Length - offset;
        if (context.Request.Method == "GET")
            await context.Response.Body.WriteAsync(bytes.AsMemory(offset));
    }

    protected virtual async Task ManifestAsync(HttpContext context, string repository, string identifier)
    {
        var key = $"{repository}@{identifier}";
        if (context.Request.Method == "PUT")
        {
            var body = await BodyAsync(context);
            var digest = Digest.Of(body).ToString();
            var type = context.Request.ContentType ?? "";
            foreach (var each in new[] { digest, identifier })
                _manifests[$"{repository}@{each}"] = (body, type);
            LastDigest = digest;
            if (SendsContentDigest)
                context.Response.Headers["Docker-Content-Digest"] = digest;
            if (HasReferrers && Encoding.UTF8.GetString(body).Contains("\"subject\"", StringComparison.Ordinal))
                context.Response.Headers["OCI-Subject"] = "sha256:there";
            await WriteAsync(context, 201, "");
            return;
        }

        if (context.Request.Method == "DELETE")
        {
            context.Response.StatusCode = _manifests.TryRemove(key, out _) ? 202 : 404;
            return;
        }

        if (!_manifests.TryGetValue(key, out var manifest))
        {
            await ErrorAsync(context, 404, "MANIFEST_UNKNOWN", "manifest unknown");
            return;
        }

        if (SendsContentDigest)
            context.Response.Headers["Docker-Content-Digest"] = Digest.Of(manifest.Bytes).ToString();
        context.Response.ContentType = manifest.Type;
        context.Response.ContentLength = manifest.Bytes.Length;
        if (context.Request.Method == "GET")
            await context.Response.Body.WriteAsync(manifest.Bytes);
    }

    protected virtual Task TagsAsync(HttpContext context, string repository)
    {
        var tags = _manifests.Keys.Where(key => key.StartsWith(repository + "@", StringComparison.Ordinal) && !key.Contains("@sha256:", StringComparison.Ordinal)).Select(key => $"\"{key[(repository.Length + 1)..]}\"");
        return WriteAsync(context, 200, $$"""{"name":"{{repository}}","tags":[{{string.Join(',', tags)}}]}""", "application/json");
    }

    protected virtual Task ReferrersAsync(HttpContext context, string repository, string digest)
    {
        if (!HasReferrers)
            return WriteAsync(context, 404, "404 page not found");
        var entries = _manifests.Where(pair => pair.Key.StartsWith($"{repository}@sha256:", StringComparison.Ordinal))
            .Select(pair => new BytesBlob(pair.Value.Type, pair.Value.Bytes))
            .Where(manifest => ManifestContent.Read(manifest).Subject?.Digest.ToString() == digest)
            .Select(manifest => manifest.Descriptor with { ArtifactType = ManifestContent.Read(manifest).ArtifactType });
        return WriteAsync(context, 200, Encoding.UTF8.GetString(ManifestJson.WriteIndex(ImageFormat.Oci, entries)), MediaTypes.OciIndex);
    }

    private static (string Repository, string Tail)? Split(string path, string marker)
    {
        var index = path.LastIndexOf(marker, StringComparison.Ordinal);
        return index > 4 && path.StartsWith("/v2/", StringComparison.Ordinal) ? (path[4..index], path[(index + marker.Length)..]) : null;
    }

    internal sealed class Upload(string repository, string id)
    {
        public string Repository { get; } = repository;

        public string Id { get; } = id;

        public List<byte> Bytes { get; } = [];

        public string Target { get; set; } = "";
    }
}
