using System.Xml;
using System.Xml.Linq;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>A role assumed with a token file: EKS service accounts, GitLab and other CI systems with OpenID Connect.</summary>
/// <remarks>STS AssumeRoleWithWebIdentity needs no signature: the token is the proof.</remarks>
internal sealed class AwsWebIdentity(CredentialEnvironment environment, CloudHttp http) : IAwsCredentialProvider
{
    private const string Name = "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN";

    /// <inheritdoc />
    public async Task<AwsCredentials?> FindAsync(string region, SearchTrail trail, CancellationToken cancellationToken)
    {
        if (environment.Get("AWS_WEB_IDENTITY_TOKEN_FILE") is { } file && environment.Get("AWS_ROLE_ARN") is { } role)
        {
            return await AssumeAsync(role, file, environment.Get("AWS_ROLE_SESSION_NAME"), Name, region, cancellationToken)
                .ConfigureAwait(false);
        }

        trail.Add(Name, "not set");
        return null;
    }

    /// <summary>Assumes the role.</summary>
    /// <param name="role">The role's ARN.</param>
    /// <param name="tokenFile">The file with the token; it is replaced from time to time, so it is read at every use.</param>
    /// <param name="session">The session's name in AWS' logs; null for ours.</param>
    /// <param name="source">What asks for it, for messages.</param>
    /// <param name="region">The registry's region.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<AwsCredentials> AssumeAsync(
        string role, string tokenFile, string? session, string source, string region, CancellationToken cancellationToken)
    {
        var token = await IdentityFile.ReadAsync(tokenFile, source, cancellationToken).ConfigureAwait(false);
        var endpoint = AwsSettings.Sts(environment, region);
        var response = await http.SendAsync(Request, $"Asking {endpoint.Host} for the role '{role}'", cancellationToken).ConfigureAwait(false);
        if (!response.Succeeded || Xml(response.Body) is not { } answer)
        {
            throw ErrorCodes.CloudLoginFailed.Error(
                $"{endpoint.Host} refused the role '{role}' ({source}): {response.Status} {MessageText.Code(Value(Xml(response.Body), "Code"))}.",
                "Check the role's trust policy and that the token is not expired.");
        }

        return Value(answer, "AccessKeyId") is { Length: > 0 } id && Value(answer, "SecretAccessKey") is { Length: > 0 } secret
            ? new AwsCredentials(id, secret, Value(answer, "SessionToken"), source)
            : throw ErrorCodes.CloudLoginFailed.Error($"{endpoint.Host} answered without keys for the role '{role}' ({source}).");

        HttpRequestMessage Request()
        {
            var request = CloudHttp.Form(
                endpoint,
                ("Action", "AssumeRoleWithWebIdentity"),
                ("Version", "2011-06-15"),
                ("RoleArn", role),
                ("RoleSessionName", session ?? "imagebuild"),
                ("WebIdentityToken", token));
            request.Headers.Accept.Clear();
            return request;
        }
    }

    private static XElement? Xml(string body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? Value(XElement? answer, string name) =>
        answer?.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
