using System.Net.Http.Headers;
using System.Xml;
using System.Xml.Linq;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>AWS' Security Token Service: keys for a role, in return for keys of someone who may take it on or for a token.</summary>
internal sealed class AwsTokenService(CredentialEnvironment environment, CloudHttp http)
{
    private const string ApiVersion = "2011-06-15";

    /// <summary>Takes on a role with keys: AssumeRole, signed by them.</summary>
    /// <param name="role">The role.</param>
    /// <param name="keys">Whose right to the role it is.</param>
    /// <param name="region">The registry's region.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudLoginFailed"/>.</exception>
    public Task<AwsCredentials> AssumeAsync(AwsRole role, AwsCredentials keys, string region, CancellationToken cancellationToken) => AskAsync(
        role,
        keys,
        region,
        [("Action", "AssumeRole"), ("ExternalId", role.ExternalId), ("DurationSeconds", role.DurationSeconds)],
        $"Check the role's trust policy and that the keys from {keys.Source} may take it on.",
        cancellationToken);

    /// <summary>Takes on a role with a token: AssumeRoleWithWebIdentity, which needs no signature because the token is the proof.</summary>
    /// <param name="role">The role.</param>
    /// <param name="tokenFile">The file with the token; it is replaced from time to time, so it is read at every use.</param>
    /// <param name="region">The registry's region.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudLoginFailed"/>, <see cref="ErrorCodes.CloudIdentityUnusable"/>.</exception>
    public async Task<AwsCredentials> AssumeAsync(AwsRole role, string tokenFile, string region, CancellationToken cancellationToken)
    {
        var token = await IdentityFile.ReadAsync(tokenFile, role.Source, cancellationToken).ConfigureAwait(false);
        return await AskAsync(
            role,
            null,
            region,
            [("Action", "AssumeRoleWithWebIdentity"), ("WebIdentityToken", token)],
            "Check the role's trust policy and that the token is not expired.",
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<AwsCredentials> AskAsync(
        AwsRole role, AwsCredentials? keys, string registryRegion, (string Name, string? Value)[] fields, string remedy, CancellationToken cancellationToken)
    {
        var (endpoint, region) = AwsSettings.Sts(environment, registryRegion);
        var form = new (string Name, string? Value)[] { ("Version", ApiVersion), ("RoleArn", role.Arn), ("RoleSessionName", role.Session) }.Concat(fields);
        var body = System.Text.Encoding.UTF8.GetBytes(string.Join(
            '&', form.Where(field => field.Value is not null).Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value!)}")));
        var response = await http.SendAsync(Request, $"Asking {endpoint.Host} for the role '{role.Arn}'", cancellationToken).ConfigureAwait(false);
        if (!response.Succeeded || Xml(response.Body) is not { } answer)
        {
            throw ErrorCodes.CloudLoginFailed.Error(
                $"{endpoint.Host} refused the role '{role.Arn}' ({role.Source}): {response.Status} {MessageText.Code(Value(Xml(response.Body), "Code"))}.", remedy);
        }

        return Value(answer, "AccessKeyId") is { Length: > 0 } id && Value(answer, "SecretAccessKey") is { Length: > 0 } secret
            ? new AwsCredentials(id, secret, Value(answer, "SessionToken"), role.Source)
            : throw ErrorCodes.CloudLoginFailed.Error($"{endpoint.Host} answered without keys for the role '{role.Arn}' ({role.Source}).");

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
            if (keys is not null)
                new SigV4Signer(keys, region, "sts").Sign(request, body, environment.Time.GetUtcNow());
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
