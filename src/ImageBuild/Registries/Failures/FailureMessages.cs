using System.Globalization;
using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Registries.Failures;

/// <summary>Turns a <see cref="RegistryFailure"/> into one line of cause and one line of what to do.</summary>
/// <remarks>The status decides first, the code second: codes are used differently from registry to registry.</remarks>
internal static class FailureMessages
{
    /// <param name="failure">What came back.</param>
    /// <param name="operation">What was being done, as in "pushing blob sha256:…".</param>
    /// <param name="fallback">The code where nothing more precise is known.</param>
    /// <param name="inner">The exception below, where there is one.</param>
    public static ImageBuildException ToException(RegistryFailure failure, string operation, ErrorCode? fallback = null, Exception? inner = null)
    {
        var host = RegistryHost.Classify(failure.Registry);
        var (code, remedy) = failure.Problem is { } problem ? Network(problem, failure) : Answer(failure, host, fallback);
        return code.Error(Cause(failure, operation), remedy, new RegistryFailureException(failure, inner));
    }

    private static string Cause(RegistryFailure failure, string operation)
    {
        var text = new StringBuilder($"{char.ToUpperInvariant(operation[0])}{operation[1..]} ");
        text.Append(failure.Repository.Length == 0 ? $"at {failure.Registry}" : $"at {failure.Registry}/{failure.Repository}");
        text.Append(CultureInfo.InvariantCulture, $" failed: {failure.Method} ");
        if (failure.Problem is { } problem)
        {
            text.Append(Describe(problem));
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"answered {failure.Status}");
            if (failure.Code is not null)
                text.Append(' ').Append(failure.Code);
        }

        if (!string.IsNullOrEmpty(failure.Message))
            text.Append(" (").Append(failure.Message.TrimEnd('.')).Append(')');
        if (failure.RequestId is not null)
            text.Append(", request ").Append(failure.RequestId);
        if (failure.Status is 401 or 403)
            text.Append(failure.Login is { } login ? $", logged in as {login}" : ", without a login");
        text.Append('.');
        if (failure.Searched is not null)
            text.Append(' ').Append(failure.Searched);
        return text.ToString();
    }

    private static string Describe(NetworkProblem problem) => problem switch
    {
        NetworkProblem.UnknownHost => "found no such host",
        NetworkProblem.NameServerBusy => "got no answer from the name server",
        NetworkProblem.Refused => "found the connection refused",
        NetworkProblem.Silent => "got no answer in time",
        NetworkProblem.Stalled => "stood still for too long",
        NetworkProblem.Certificate => "did not trust the certificate",
        NetworkProblem.NotTls => "found no TLS at this port",
        NetworkProblem.Proxy => "was refused by the proxy",
        NetworkProblem.Broken => "lost the connection",
        _ => "could not be sent",
    };

    private static (ErrorCode Code, string? Remedy) Network(NetworkProblem problem, RegistryFailure failure) => problem switch
    {
        NetworkProblem.Silent or NetworkProblem.Stalled => (ErrorCodes.RegistrySilent, null),
        NetworkProblem.Certificate => (ErrorCodes.RegistryCertificate, null),
        NetworkProblem.NotTls => (ErrorCodes.RegistryProtocol, $"If {failure.Registry} really speaks plain HTTP, list it in DOTNET_CONTAINER_INSECURE_REGISTRIES; otherwise check the port."),
        NetworkProblem.Broken => (ErrorCodes.RegistryUnreachable, "Try again; if it stays so, look at the proxy or load balancer in between."),
        _ => (ErrorCodes.RegistryUnreachable, null),
    };

    private static (ErrorCode Code, string? Remedy) Answer(RegistryFailure failure, RegistryHost host, ErrorCode? fallback)
    {
        var text = failure.Message ?? "";
        if (IsImmutableTag(failure))
            return (ErrorCodes.TagImmutable, null);
        if (text.Contains("quota", StringComparison.OrdinalIgnoreCase) && failure.Status is 403 or 413 or 412)
            return (ErrorCodes.QuotaExceeded, null);
        return failure.Status switch
        {
            401 when failure.Login is null => (ErrorCodes.LoginMissing, LoginAdvice.For(host.Name)),
            401 => (ErrorCodes.LoginRefused, host.ExpiryHint),
            403 when failure.Code == "UNAUTHORIZED" && failure.Login is null => (ErrorCodes.LoginMissing, LoginAdvice.For(host.Name)),
            403 => (ErrorCodes.AccessDenied, host.PermissionHint),
            404 when failure.Code is "NAME_UNKNOWN" => (ErrorCodes.RepositoryMissing, host.CreateHint(failure.Repository)),
            404 when failure.Code is "MANIFEST_UNKNOWN" => (ErrorCodes.ManifestMissing, null),
            404 when failure.Code is "BLOB_UNKNOWN" => (ErrorCodes.BlobMissing, null),
            404 when fallback is not null => (fallback, fallback == ErrorCodes.UploadFailed || fallback == ErrorCodes.ManifestRefused ? host.CreateHint(failure.Repository) : null),
            405 or 406 when failure.Method == "DELETE" => (ErrorCodes.DeleteUnsupported, host.DeleteHint),
            400 when failure.Method == "DELETE" && failure.Code is "UNSUPPORTED" or "DIGEST_INVALID" => (ErrorCodes.DeleteUnsupported, host.DeleteHint),
            413 => (ErrorCodes.BodyTooLarge, null),
            // Zot refuses Docker's types, old registries OCI's.
            415 => (ErrorCodes.ManifestRefused, "The registry takes the other format only: set ContainerImageFormat to OCI or to Docker."),
            429 => (ErrorCodes.RegistryThrottled, null),
            _ when failure.Code is "MANIFEST_INVALID" or "MANIFEST_BLOB_UNKNOWN" => (ErrorCodes.ManifestRefused, failure.Code == "MANIFEST_BLOB_UNKNOWN" ? "Push again; a blob the registry had before is gone." : null),
            >= 500 => (ErrorCodes.RegistryFault, null),
            _ => (fallback ?? ErrorCodes.UnexpectedAnswer, null),
        };
    }

    /// <summary>Whether the answer means that the tag must not be moved.</summary>
    /// <remarks>ECR 400 TAG_INVALID, Docker Hub 403, Quay 409 TAG_IMMUTABLE, Harbor 412 PRECONDITION, Artifactory inside MANIFEST_INVALID.</remarks>
    public static bool IsImmutableTag(RegistryFailure failure) =>
        failure.Code == "TAG_IMMUTABLE"
        || (failure.Status is 400 or 403 or 409 or 412 && (failure.Message ?? "").Contains("immutable", StringComparison.OrdinalIgnoreCase))
        || (failure.Status == 412 && failure.Code is "PRECONDITION");
}
