namespace ImageBuild.Registries;

/// <summary>What is known about a registry from its host name alone: its limits, and what to tell the user.</summary>
/// <param name="Name">The registry, as everything compares it.</param>
/// <param name="Kind">Whose service it is.</param>
internal sealed record RegistryHost(string Name, RegistryKind Kind)
{
    private const long MiB = 1024 * 1024;

    /// <summary>Google refuses ranged PATCHes at all (sdk-container-builds#287).</summary>
    public bool AcceptsChunks => Kind != RegistryKind.Google;

    /// <summary>The smallest chunk but the last. ECR joins parts by S3's rules (sdk-container-builds#424).</summary>
    public long MinChunkSize => Kind is RegistryKind.Ecr or RegistryKind.EcrPublic ? 5 * MiB : 1;

    /// <summary>The largest chunk. ghcr.io caps ranged requests, and only those, at 4 MiB (rust-oci-client#35).</summary>
    public long MaxChunkSize => Kind switch
    {
        RegistryKind.GitHub => 4 * MiB,
        RegistryKind.Ecr or RegistryKind.EcrPublic => 10 * MiB,
        _ => 95 * MiB,
    };

    /// <summary>The chunk size where nobody says otherwise.</summary>
    public long ChunkSize => Kind == RegistryKind.GitHub || Kind == RegistryKind.Azure ? 4 * MiB : 8 * MiB;

    /// <summary>Why a login that once worked may be refused; null where nothing is known.</summary>
    public string? ExpiryHint => Kind switch
    {
        RegistryKind.Ecr or RegistryKind.EcrPublic => "Log in again: ECR logins are valid for 12 hours.",
        RegistryKind.Azure => "Log in again: logins made by 'az acr login' are valid for 3 hours.",
        RegistryKind.Google => "Log in again: Google access tokens are valid for an hour.",
        RegistryKind.GitHub => "Use a classic token with write:packages, or GITHUB_TOKEN in Actions; fine-grained tokens are not accepted.",
        RegistryKind.DockerHub => "Use an access token as the password where two-factor authentication is on.",
        _ => null,
    };

    /// <summary>The permission that is needed; null where nothing is known.</summary>
    public string? PermissionHint => Kind switch
    {
        RegistryKind.Ecr => "Allow ecr:BatchCheckLayerAvailability, InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload and PutImage on the repository.",
        RegistryKind.EcrPublic => "Allow the ecr-public upload actions and sts:GetServiceBearerToken.",
        RegistryKind.Google => "Grant roles/artifactregistry.writer on the repository.",
        RegistryKind.Azure => "Assign AcrPush, or Container Registry Repository Writer.",
        RegistryKind.GitHub => "The token needs write:packages and the package must be linked to the repository.",
        RegistryKind.DockerHub => "Check that the account may write to this repository and that the token is not read-only.",
        _ => null,
    };

    /// <summary>How a repository is created; null where nothing is known.</summary>
    public string? CreateHint(string repository) => Kind switch
    {
        RegistryKind.Ecr => $"Run 'aws ecr create-repository --repository-name {repository}'.",
        RegistryKind.EcrPublic => $"Run 'aws ecr-public create-repository --repository-name {repository.Split('/')[^1]}'.",
        RegistryKind.Google => "Run 'gcloud artifacts repositories create REPOSITORY --repository-format=docker'.",
        RegistryKind.GitLab => "Create the project in GitLab first.",
        _ => null,
    };

    /// <summary>Whether an image goes only after its tags: Google answers GOOGLE_MANIFEST_DANGLING_TAG otherwise.</summary>
    public bool DeletesTagsFirst => Kind == RegistryKind.Google;

    /// <summary>Where images are deleted that a client of registries cannot delete; null where nothing is known.</summary>
    public string? DeleteHint => Kind switch
    {
        RegistryKind.DockerHub => "Delete it at hub.docker.com: Docker Hub deletes nothing on behalf of clients (hub-feedback#2360).",
        RegistryKind.GitHub => "Delete the version on the package's page, or with 'gh api -X DELETE /orgs/OWNER/packages/container/IMAGE/versions/ID'.",
        RegistryKind.Azure => "Run 'az acr repository untag'.",
        _ => null,
    };

    /// <summary>Whether a login could help to see the catalogue; these services have none for anybody.</summary>
    public bool MayHaveCatalog => Kind is not (RegistryKind.DockerHub or RegistryKind.GitHub or RegistryKind.GitLab or RegistryKind.Google or RegistryKind.EcrPublic);

    /// <summary>Where repositories are found instead of in the catalogue; null where nothing better is known.</summary>
    public string? CatalogHint => Kind switch
    {
        RegistryKind.DockerHub => "Docker Hub has no catalogue: search on hub.docker.com, then name the repository: 'imagebuild ls docker.io/USER/IMAGE'.",
        RegistryKind.GitHub => "GitHub has no catalogue: packages are listed at github.com/orgs/OWNER/packages; then name one: 'imagebuild ls ghcr.io/OWNER/IMAGE'.",
        RegistryKind.GitLab => "GitLab has no catalogue for users: see Deploy > Container registry of the project; then name a repository: 'imagebuild ls registry.gitlab.com/GROUP/PROJECT'.",
        RegistryKind.Ecr => "Run 'aws ecr describe-repositories', then name one of them.",
        RegistryKind.EcrPublic => "Search at gallery.ecr.aws, then name the repository.",
        RegistryKind.Google => "Run 'gcloud artifacts docker images list LOCATION-docker.pkg.dev/PROJECT/REPOSITORY', then name one of them.",
        RegistryKind.Azure => "Give the login the right to read the catalogue: the role Container Registry Repository Catalog Lister, or AcrPull.",
        RegistryKind.Quay => "Search at quay.io/search, then name the repository.",
        _ => null,
    };

    public static RegistryHost Classify(string registry)
    {
        var host = ImageReference.NormaliseRegistry(registry);
        var name = host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? host[..host.IndexOf(':', StringComparison.Ordinal)] : host;
        return new(host, KindOf(name));
    }

    private static RegistryKind KindOf(string name)
    {
        if (name == ImageReference.DockerHub)
            return RegistryKind.DockerHub;
        if (name is "gcr.io" || Ends(".gcr.io") || Ends(".pkg.dev"))
            return RegistryKind.Google;
        if (name is "public.ecr.aws" or "ecr-public.aws.com")
            return RegistryKind.EcrPublic;
        if (name.Contains(".dkr.ecr", StringComparison.Ordinal) || name.Contains(".dkr-ecr", StringComparison.Ordinal))
            return RegistryKind.Ecr;
        if (Ends(".azurecr.io") || Ends(".azurecr.cn") || Ends(".azurecr.us") || Ends(".azurecr.de"))
            return RegistryKind.Azure;
        if (name == "ghcr.io")
            return RegistryKind.GitHub;
        return name == "registry.gitlab.com" ? RegistryKind.GitLab : name == "quay.io" ? RegistryKind.Quay : RegistryKind.Other;

        bool Ends(string suffix) => name.EndsWith(suffix, StringComparison.Ordinal);
    }
}
