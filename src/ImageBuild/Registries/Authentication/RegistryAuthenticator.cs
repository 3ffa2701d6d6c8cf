using System.Collections.Concurrent;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries.Authentication;

/// <summary>Decides what goes into Authorization, and what to do about a 401.</summary>
/// <remarks>
/// The challenge of the ping is kept: some registries send none with the refusal of a real request (gcr.io,
/// containers/image#211), and Harbor changes it to Basic when a token lacks rights, which must not be taken as an offer.
/// </remarks>
internal sealed class RegistryAuthenticator(string registry, ICredentialSource? credentials, HttpExchange exchange, IBuildLog log)
{
    private static readonly TimeSpan CredentialLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ClockSkewPause = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(string Repository, CredentialPurpose Purpose), (DateTimeOffset Until, Lazy<Task<Credential?>> Login)> _logins = new();
    private readonly TokenCache _tokens = new(exchange.Options.Time);
    private readonly TokenClient _client = new(exchange);
    private volatile IReadOnlyList<Challenge> _challenges = [];

    private RegistryOptions Options => exchange.Options;

    /// <summary>Remembers what the registry offers.</summary>
    public void Remember(HttpResponseMessage response) => _challenges = Read(response);

    /// <summary>What to send with a request that was not refused yet.</summary>
    public Task<RegistryAuthorization> AuthorizeAsync(RegistryOrigin origin, RegistryRequest request, CancellationToken cancellationToken) =>
        AuthorizeAsync(origin, request, _challenges, null, cancellationToken);

    /// <summary>What to send after a 401; null where the refusal is final.</summary>
    public async Task<RegistryAuthorization?> AnswerAsync(
        RegistryOrigin origin, RegistryRequest request, HttpResponseMessage refusal, RegistryAuthorization sent, CancellationToken cancellationToken)
    {
        var challenges = Read(refusal);
        if (sent.Header is null)
        {
            if (challenges.Count == 0)
                challenges = _challenges;
            else if (_challenges.Count == 0)
                _challenges = challenges;
            var next = await AuthorizeAsync(origin, request, challenges, null, cancellationToken).ConfigureAwait(false);
            return next.Header is null ? null : next;
        }

        if (sent.Token is null || sent.Scopes is null)
            return null;
        var bearer = challenges.FirstOrDefault(challenge => challenge.IsBearer);
        // Harbor: a token without the rights is answered with Basic. That is a refusal, not an offer; but for its
        // catalogue, which takes nothing else.
        if (bearer is null && challenges.Count > 0)
        {
            return request.Scopes.Contains(RegistryScope.Catalog) && await LoginAsync(request, cancellationToken).ConfigureAwait(false) is Credential.Basic user
                ? new(TokenClient.BasicHeader(user.UserName, user.Password), user.ToString())
                : null;
        }

        if (bearer?.Error == "insufficient_scope")
        {
            var scopes = sent.Scopes.With(bearer.Scopes);
            if (sent.Extended || scopes.ToString() == sent.Scopes.ToString())
                return null;
            return (await AuthorizeAsync(origin, request, _challenges, sent with { Scopes = scopes, Extended = true }, cancellationToken).ConfigureAwait(false))
                with { Extended = true, Waited = sent.Waited };
        }

        var wait = !sent.Token.Accepted;
        if (wait)
        {
            if (sent.Waited)
                return null;
            log.Detail($"{registry} refused a new token; trying once more in a second.");
            await Options.WaitAsync(ClockSkewPause, cancellationToken).ConfigureAwait(false);
        }

        return (await AuthorizeAsync(origin, request, _challenges, sent, cancellationToken).ConfigureAwait(false))
            with { Extended = sent.Extended, Waited = sent.Waited || wait };
    }

    /// <summary>A token for a host that the registry redirected to, asked for without any login (jib#4213). Null where there is none.</summary>
    public async Task<string?> AnonymousAsync(RegistryRequest request, HttpResponseMessage refusal, CancellationToken cancellationToken)
    {
        var uri = refusal.RequestMessage!.RequestUri!;
        var origin = new RegistryOrigin(uri.Authority, uri.Scheme);
        if (Read(refusal).FirstOrDefault(challenge => challenge.IsBearer) is not { } bearer)
            return null;
        try
        {
            var token = await _client.FetchAsync(origin, bearer, null, bearer.Scopes, request, null, cancellationToken).ConfigureAwait(false);
            return "Bearer " + token.Value;
        }
        catch (ImageBuildException)
        {
            return null;
        }
    }

    private static IReadOnlyList<Challenge> Read(HttpResponseMessage response) =>
        ChallengeParser.Parse(ResponseHeaders.All(response, "WWW-Authenticate"));

    private async Task<RegistryAuthorization> AuthorizeAsync(
        RegistryOrigin origin, RegistryRequest request, IReadOnlyList<Challenge> challenges, RegistryAuthorization? refused, CancellationToken cancellationToken)
    {
        var bearer = challenges.FirstOrDefault(challenge => challenge.IsBearer && challenge.Realm is not null);
        var basic = challenges.FirstOrDefault(challenge => challenge.IsBasic);
        if (bearer is null && basic is null)
            return RegistryAuthorization.None;
        var login = await LoginAsync(request, cancellationToken).ConfigureAwait(false);
        if (login is Credential.Bearer ready)
            return new("Bearer " + ready.Token, ready.ToString());
        if (bearer is not null && !(basic is not null && login is Credential.Basic && !IsTrusted(origin, bearer)))
        {
            var scopes = refused?.Scopes ?? ScopeSet.For(request.Scopes, bearer.Scopes);
            var token = await _tokens.GetAsync(
                new(bearer.Realm, bearer.Service, login, scopes.ToString()),
                refused?.Token,
                () => _client.FetchAsync(origin, bearer, login, scopes.Texts, request, () => DescribeSearchAsync(request, cancellationToken), cancellationToken),
                cancellationToken).ConfigureAwait(false);
            return new("Bearer " + token.Value, login?.ToString()) { Token = token, Scopes = scopes };
        }

        return login is Credential.Basic password
            ? new(TokenClient.BasicHeader(password.UserName, password.Password), password.ToString())
            : RegistryAuthorization.None;
    }

    private static bool IsTrusted(RegistryOrigin origin, Challenge bearer)
    {
        try
        {
            RealmPolicy.Check(origin, bearer.Realm);
            return true;
        }
        catch (ImageBuildException)
        {
            return false;
        }
    }

    /// <summary>The login for this request's purpose. Looked up once, since helpers are processes; anew after a while, since logins expire.</summary>
    private async Task<Credential?> LoginAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        if (credentials is null)
            return null;
        var key = (request.Repository, PurposeOf(request));
        var now = Options.Time.GetUtcNow();
        // The search itself is not cancelled by one of those who wait for it.
        var entry = _logins.AddOrUpdate(key, _ => Search(), (_, known) => known.Until > now && !(known.Login.IsValueCreated && known.Login.Value.IsFaulted) ? known : Search());
        return await entry.Login.Value.WaitAsync(cancellationToken).ConfigureAwait(false);

        (DateTimeOffset, Lazy<Task<Credential?>>) Search() =>
            (now + CredentialLifetime, new(() => credentials.FindAsync(registry, key.Repository, key.Item2, CancellationToken.None).AsTask()));
    }

    /// <summary>Where a login was looked for in vain, for the message; null where the source does not say.</summary>
    public async Task<string?> DescribeSearchAsync(RegistryRequest request, CancellationToken cancellationToken) =>
        credentials is CredentialSearch search
            ? (await search.SearchAsync(registry, request.Repository, PurposeOf(request), cancellationToken).ConfigureAwait(false)).Describe()
            : null;

    private static CredentialPurpose PurposeOf(RegistryRequest request) =>
        request.ForPush || request.Scopes.Any(scope => (scope.Actions & (ScopeActions.Push | ScopeActions.Delete)) != 0) ? CredentialPurpose.Push : CredentialPurpose.Pull;
}
