using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImageBuild.Tests.Registries.Simulated;

/// <summary>A token service. Tokens are opaque; the registry asks it what they allow.</summary>
internal sealed class SimulatedTokens(string name) : SimulatedHost(name)
{
    private readonly Dictionary<string, string[]> _tokens = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Who may have tokens; null for everybody.</summary>
    public (string User, string Password)? Login { get; set; }

    public bool AllowsAnonymous { get; set; } = true;

    public string? RefreshToken { get; set; }

    /// <summary>Whether POST is answered with 405, as Quay does.</summary>
    public bool GetOnly { get; set; }

    /// <summary>Takes scopes away.</summary>
    public Func<string, bool> Grants { get; set; } = _ => true;

    /// <summary>Writes the answer around the token.</summary>
    public Func<string, string> Answer { get; set; } = token => $$"""{"token":"{{token}}","expires_in":300}""";

    public int Issued => _count;

    public bool Allows(string? authorization, string scope)
    {
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal))
            return false;
        lock (_tokens)
            return _tokens.TryGetValue(authorization[7..], out var scopes) && (scope.Length == 0 || scopes.Any(granted => Covers(granted, scope)));
    }

    public bool Knows(string? authorization)
    {
        lock (_tokens)
            return authorization is not null && authorization.StartsWith("Bearer ", StringComparison.Ordinal) && _tokens.ContainsKey(authorization[7..]);
    }

    /// <summary>From now on no token handed out so far is valid.</summary>
    public void Expire()
    {
        lock (_tokens)
            _tokens.Clear();
    }

    protected override async Task AnswerAsync(HttpContext context)
    {
        var form = context.Request.Method == "POST" ? Encoding.UTF8.GetString(await BodyAsync(context)) : null;
        if (form is not null && GetOnly)
        {
            await WriteAsync(context, 405, "");
            return;
        }

        var fields = form is null ? Query(Target(context)) : Query("?" + form.Replace('+', ' '));
        var scopes = fields.GetValueOrDefault("scope") ?? [];
        if (form is not null)
            scopes = [.. scopes.SelectMany(scope => scope.Split(' '))];
        var allowed = form is null
            ? Matches(context.Request.Headers.Authorization.ToString())
            : (RefreshToken is not null && fields.GetValueOrDefault("refresh_token")?[0] == RefreshToken)
                || (fields.GetValueOrDefault("grant_type")?[0] == "password" && (fields["username"][0], fields["password"][0]) == Login);
        if (!allowed)
        {
            await WriteAsync(context, 401, """{"details":"incorrect username or password"}""", "application/json");
            return;
        }

        var token = $"secret-token-{Name}-{Interlocked.Increment(ref _count)}";
        lock (_tokens)
            _tokens[token] = [.. scopes.Where(Grants)];
        await WriteAsync(context, 200, Answer(token), "application/json");
    }

    private bool Matches(string authorization)
    {
        if (authorization.Length == 0)
            return AllowsAnonymous;
        return Login is { } login && authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}"));
    }

    private static bool Covers(string granted, string wanted)
    {
        if (granted == wanted || granted == "aws")
            return true;
        var last = granted.LastIndexOf(':');
        var want = wanted.LastIndexOf(':');
        return last > 0 && want > 0 && granted[..last] == wanted[..want] && wanted[(want + 1)..].Split(',').All(granted[(last + 1)..].Split(',').Contains);
    }
}
