using System.Net;
using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;
using ImageBuild.Registries.Failures;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries.Authentication;

/// <summary>Fetches bearer tokens from the service a challenge names.</summary>
/// <remarks>The Docker token specification (GET) and its OAuth2 variant (POST); which registry speaks which is in the remarks below.</remarks>
internal sealed class TokenClient(HttpExchange exchange)
{
    private const int BodyLimit = 64 * 1024;
    private const int MaxRedirects = 5;
    private const string ClientId = "imagebuild";

    // The user name under which 'az acr login --expose-token' hands out a refresh token as the password.
    private const string AzureNobody = "00000000-0000-0000-0000-000000000000";

    private RegistryOptions Options => exchange.Options;

    /// <exception cref="ImageBuildException">The service refuses, is not trusted, or answers with something that is no token.</exception>
    public async Task<Token> FetchAsync(
        RegistryOrigin origin,
        Challenge challenge,
        Credential? credential,
        IReadOnlyList<string> scopes,
        RegistryRequest request,
        Func<Task<string?>>? searched,
        CancellationToken cancellationToken)
    {
        var ask = new TokenQuestion(origin, RealmPolicy.Check(origin, challenge.Realm), challenge.Service, scopes, request.Repository, request.Meter, credential, searched);
        var refreshToken = credential switch
        {
            Credential.IdentityToken identity => identity.Token,
            Credential.Basic { UserName: "<token>" or AzureNobody } basic => basic.Password,
            _ => null,
        };
        if (refreshToken is not null)
        {
            var answer = await PostAsync(ask, [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)], cancellationToken).ConfigureAwait(false);
            // Quay's route knows GET only; for ACR's nobody the password may be an access token, which only Basic takes.
            var fallback = IsMissing(answer) || (credential is Credential.Basic { UserName: AzureNobody } && !answer.IsSuccessStatusCode);
            if (!fallback)
                return await ReadAsync(ask, answer, cancellationToken).ConfigureAwait(false);
            answer.Dispose();
            var user = credential is Credential.Basic named ? named.UserName : "<token>";
            return await ReadAsync(ask, await GetAsync(ask, user, refreshToken, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        var login = credential as Credential.Basic;
        var response = await GetAsync(ask, login?.UserName, login?.Password, cancellationToken).ConfigureAwait(false);
        if (login is not null && (IsMissing(response) || response.StatusCode == HttpStatusCode.BadRequest))
        {
            // Only now: asked first, some services hand out tokens the registry does not take.
            var answer = await PostAsync(
                ask,
                [new("grant_type", "password"), new("username", login.UserName), new("password", login.Password), new("access_type", "offline")],
                cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
            {
                response.Dispose();
                response = answer;
            }
            else
            {
                answer.Dispose();
            }
        }

        return await ReadAsync(ask, response, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsMissing(HttpResponseMessage response) => response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;

    private async Task<Token> ReadAsync(TokenQuestion ask, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            if (response.IsSuccessStatusCode)
            {
                var body = await ResponseBody.ReadAsync(response, BodyLimit, $"The answer of the token service of {ask.Origin.Registry}", Options, cancellationToken).ConfigureAwait(false);
                return TokenResponse.Parse(body, ask.Origin.Registry, Options.Time.GetUtcNow());
            }

            var failure = await FailureReader.ReadAsync(response, ask.Origin.Registry, ask.Repository, response.RequestMessage!.Method, Options, cancellationToken).ConfigureAwait(false);
            failure = failure with { Login = ask.Login, Searched = ask.Login is null && ask.Searched is not null ? await ask.Searched().ConfigureAwait(false) : null };
            throw FailureMessages.ToException(failure, $"asking {ask.Realm.Authority} for a token", ErrorCodes.TokenUnusable);
        }
    }

    // Every scope is a parameter of its own: Quay refuses several in one.
    private Task<HttpResponseMessage> GetAsync(TokenQuestion ask, string? user, string? password, CancellationToken cancellationToken)
    {
        var uri = ask.Realm;
        if (ask.Service is { } service)
            uri = VerbatimUri.WithQuery(uri, "service", service);
        foreach (var scope in ask.Scopes)
            uri = VerbatimUri.WithQuery(uri, "scope", scope);
        if (user is not null && user != "<token>")
            uri = VerbatimUri.WithQuery(uri, "account", user);
        return SendAsync(ask, HttpMethod.Get, uri, user is null ? null : BasicHeader(user, password ?? ""), null, cancellationToken);
    }

    // Here they are joined by spaces, as OAuth2 has it.
    private Task<HttpResponseMessage> PostAsync(TokenQuestion ask, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> fields = [.. form, new("client_id", ClientId)];
        if (ask.Service is { } service)
            fields.Add(new("service", service));
        if (ask.Scopes.Count > 0)
            fields.Add(new("scope", string.Join(' ', ask.Scopes)));
        var body = Encoding.UTF8.GetBytes(string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}")));
        return SendAsync(ask, HttpMethod.Post, ask.Realm, null, body, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(TokenQuestion ask, HttpMethod method, Uri uri, string? authorization, byte[]? form, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(method, uri, ask.Repository, ask.Meter)
        {
            Headers = [new("Accept", "application/json")],
            BodyLimit = BodyLimit,
            Untrusted = ErrorCodes.RealmRefused,
            Body = form is null ? null : () => BodyContent.FromBytes(form, "application/x-www-form-urlencoded", ask.Meter),
        };
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? wanted = null;
            try
            {
                var response = await FollowAsync(ask, request, authorization, cancellationToken).ConfigureAwait(false);
                if (attempt >= Options.Attempts || !RegistryFailure.IsTransientStatus((int)response.StatusCode))
                    return response;
                wanted = FailureReader.RetryAfter(response, Options.Time);
                response.Dispose();
            }
            catch (ImageBuildException exception) when (attempt < Options.Attempts && RegistryFailureException.Of(exception) is { IsTransient: true })
            {
                // The next try has the same question.
            }

            await Options.WaitAsync(Backoff.Delay(attempt, wanted, Options), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(TokenQuestion ask, RegistryRequest request, string? authorization, CancellationToken cancellationToken)
    {
        var uri = request.Uri;
        for (var hop = 0; ; hop++)
        {
            var response = await exchange.SendAsync(request, uri, authorization, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is < 301 or > 308 || ResponseHeaders.First(response, "Location") is not { } location)
                return response;
            var status = response.StatusCode;
            response.Dispose();
            var target = VerbatimUri.Resolve(uri, location);
            if (target is null || hop == MaxRedirects)
                throw ErrorCodes.RealmRefused.Error($"The token service of {ask.Origin.Registry} redirects without end or to no URL.");
            RealmPolicy.Check(ask.Origin, target);
            if (!AddressPolicy.SameOrigin(uri, target))
            {
                // A form holds the secret itself and a header does too: neither goes to another origin.
                if (request.Body is not null)
                    throw ErrorCodes.RealmRefused.Error($"The token service of {ask.Origin.Registry} redirects a login to {target.Authority}.");
                authorization = null;
            }

            if (request.Body is not null && status is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                throw ErrorCodes.RealmRefused.Error($"The token service of {ask.Origin.Registry} redirects a login with {(int)status}.");
            uri = target;
        }
    }

    /// <summary>Basic in UTF-8 (RFC 7617); ASCII would corrupt passwords.</summary>
    public static string BasicHeader(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private sealed record TokenQuestion(
        RegistryOrigin Origin,
        Uri Realm,
        string? Service,
        IReadOnlyList<string> Scopes,
        string Repository,
        RequestMeter Meter,
        Credential? Credential,
        Func<Task<string?>>? Searched)
    {
        public string? Login => Credential?.ToString();
    }
}
