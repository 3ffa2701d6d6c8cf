using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Failures;
using ImageBuild.Tests.Debian;

namespace ImageBuild.Tests.Registries;

/// <summary>What people read when a registry says no: every way to fail, its code, its cause and its remedy, as one text to look over.</summary>
public class FailureMessagesTests
{
    private const string Ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
    private const string Login = "alice from ~/.docker/config.json";
    private const string Searched = "No login for 'x' was found (key 'x'). Looked at: ~/.docker/config.json (no entry).";

    private static readonly (string Title, RegistryFailure Failure)[] Answers =
    [
        ("a login is missing", Answer("registry.example.com", 401, "UNAUTHORIZED", "authentication required") with { Searched = Searched }),
        ("a login is missing, Docker Hub", Answer("docker.io", 401, "UNAUTHORIZED")),
        ("a login is missing, ECR", Answer(Ecr, 401, message: "Not Authorized")),
        ("a login is missing, ECR Public", Answer("public.ecr.aws", 401, message: "Not Authorized")),
        ("a login is missing, Google", Answer("europe-docker.pkg.dev", 401)),
        ("a login is missing, Azure", Answer("team.azurecr.io", 401, "UNAUTHORIZED")),
        ("a login is missing, GitHub", Answer("ghcr.io", 401, "UNAUTHORIZED")),
        ("a login is missing, and the registry says 403", Answer("registry.example.com", 403, "UNAUTHORIZED")),
        ("a login is refused", Answer("registry.example.com", 401, "UNAUTHORIZED") with { Login = Login }),
        ("a login is refused, Docker Hub", Answer("docker.io", 401) with { Login = Login }),
        ("a login is refused, ECR", Answer(Ecr, 401) with { Login = Login }),
        ("a login is refused, Google", Answer("gcr.io", 401) with { Login = Login }),
        ("a login is refused, Azure", Answer("team.azurecr.io", 401) with { Login = Login }),
        ("a login is refused, GitHub", Answer("ghcr.io", 401) with { Login = Login }),
        ("a right is missing", Answer("registry.example.com", 403, "DENIED", "requested access to the resource is denied") with { Login = Login }),
        ("a right is missing, Docker Hub", Answer("docker.io", 403, "DENIED") with { Login = Login }),
        ("a right is missing, ECR", Answer(Ecr, 403, "DENIED") with { Login = Login }),
        ("a right is missing, ECR Public", Answer("public.ecr.aws", 403, "DENIED") with { Login = Login }),
        ("a right is missing, Google", Answer("europe-docker.pkg.dev", 403, "DENIED") with { Login = Login }),
        ("a right is missing, Azure", Answer("team.azurecr.io", 403, "DENIED") with { Login = Login }),
        ("a right is missing, GitHub", Answer("ghcr.io", 403, "DENIED") with { Login = Login }),
        ("a quota is used up", Answer("harbor.example.com", 403, "DENIED", "adding 10 MiB exceeds the quota") with { Login = Login }),
        ("a repository is missing", Answer("registry.example.com", 404, "NAME_UNKNOWN")),
        ("a repository is missing, ECR", Answer(Ecr, 404, "NAME_UNKNOWN", "The repository with name 'team/app' does not exist in the registry with id '123456789012'")),
        ("a repository is missing, ECR Public", Answer("public.ecr.aws", 404, "NAME_UNKNOWN")),
        ("a repository is missing, Google", Answer("europe-docker.pkg.dev", 404, "NAME_UNKNOWN")),
        ("a repository is missing, GitLab", Answer("registry.gitlab.com", 404, "NAME_UNKNOWN")),
        ("an image is missing", Answer("registry.example.com", 404, "MANIFEST_UNKNOWN", method: "GET")),
        ("a blob is missing", Answer("registry.example.com", 404, "BLOB_UNKNOWN", method: "GET")),
        ("a plain 404", Answer("registry.example.com", 404, message: "404 page not found")),
        ("a tag is immutable, ECR", Answer(Ecr, 400, "TAG_INVALID", "The image tag 'v1' already exists and cannot be overwritten because the tag is immutable") with { Login = Login }),
        ("a tag is immutable, Quay", Answer("quay.io", 409, "TAG_IMMUTABLE", "tag is immutable")),
        ("a tag is immutable, Harbor", Answer("harbor.example.com", 412, "PRECONDITION", "configured as immutable")),
        ("a manifest is refused", Answer("registry.example.com", 400, "MANIFEST_INVALID")),
        ("a manifest names a blob that is gone", Answer("registry.example.com", 400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry; sha256:ab")),
        ("a media type is refused", Answer("zot.example.com", 415)),
        ("deleting is switched off", Answer("registry.example.com", 405, "UNSUPPORTED", method: "DELETE")),
        ("deleting by digest is refused, Artifactory", Answer("acme.jfrog.io", 406, message: "Not Acceptable", method: "DELETE")),
        ("deleting is for people, Docker Hub", Answer("docker.io", 405, "UNSUPPORTED", method: "DELETE")),
        ("deleting is for people, GitHub", Answer("ghcr.io", 405, "UNSUPPORTED", method: "DELETE")),
        ("a tag cannot be deleted, Azure", Answer("acme.azurecr.io", 405, "UNSUPPORTED", method: "DELETE")),
        ("a tag cannot be deleted", Answer("registry.example.com", 400, "DIGEST_INVALID", method: "DELETE")),
        ("a body is too large", Answer("registry.example.com", 413, message: "an HTML page: 413 Request Entity Too Large", method: "PATCH")),
        ("too many requests", Answer("docker.io", 429, "TOOMANYREQUESTS", "You have reached your pull rate limit")),
        ("a fault of the registry", Answer("registry.example.com", 503, "UNAVAILABLE") with { RequestId = "abc-123" }),
        ("anything else", Answer("registry.example.com", 418, message: "I'm a teapot")),
    ];

    [Fact]
    public void Every_failure_has_a_code_a_cause_and_a_remedy_of_its_own()
    {
        var text = new StringBuilder();
        foreach (var (title, failure) in Answers.Concat(Enum.GetValues<NetworkProblem>().Select(problem => (
            $"no answer: {problem}", new RegistryFailure("registry.example.com", "team/app", "PATCH") { Problem = problem }))))
        {
            var error = FailureMessages.ToException(failure, "pushing blob sha256:ab");
            text.Append($"{title}\n  {error.Code.Id}  {error.Cause}\n          {error.Remedy}\n");
        }

        Assert.Equal(string.Join('\n', RepositoryFile.Lines("tests/ImageBuild.Tests/Registries/failure-messages.txt")).TrimEnd(), text.ToString().TrimEnd());
    }

    [Fact]
    public void Every_code_that_a_registry_can_cause_is_in_that_text_or_has_a_test_of_its_own()
    {
        // These are found out by us and not told by an answer; the tests of each are named after what happens.
        string[] elsewhere = ["IB3005", "IB3013", "IB3014", "IB3015", "IB3030", "IB3033", "IB3035", "IB3038", "IB3040", "IB3041", "IB3042", "IB3050", "IB3051", "IB3052"];
        var told = Answers.Select(answer => answer.Failure)
            .Concat(Enum.GetValues<NetworkProblem>().Select(problem => new RegistryFailure("registry.example.com", "", "GET") { Problem = problem }))
            .Select(failure => FailureMessages.ToException(failure, "reading").Code.Id);
        var all = ErrorCodes.All.Select(code => code.Id).Where(id => string.CompareOrdinal(id, "IB3000") > 0 && string.CompareOrdinal(id, "IB3060") < 0);
        Assert.Equal(all, told.Concat(elsewhere).Distinct().Order(StringComparer.Ordinal));
    }

    private static RegistryFailure Answer(string registry, int status, string? code = null, string? message = null, string method = "PUT") =>
        new(registry, "team/app", method) { Status = status, Code = code, Message = message };
}
