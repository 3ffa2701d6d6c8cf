using System.Text;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>Short forms of logins for tables.</summary>
public static class Logins
{
    /// <summary>"user:password", "identity TOKEN", "bearer TOKEN" or "none".</summary>
    public static string Show(Credential? credential) => credential switch
    {
        null => "none",
        Credential.Basic basic => $"{basic.UserName}:{basic.Password}",
        Credential.IdentityToken token => $"identity {token.Token}",
        Credential.Bearer token => $"bearer {token.Token}",
        _ => credential.GetType().Name,
    };

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>An entry of a login file: "key":{"auth":"…"}.</summary>
    public static string Entry(string key, string user, string password = TestMachine.Secret) =>
        $$"""
        "{{key}}":{"auth":"{{Base64($"{user}:{password}")}}"}
        """;

    /// <summary>The part of a login file that holds these entries: "auths":{…}.</summary>
    public static string Auths(params string[] entries) => $"\"auths\":{{{string.Join(',', entries)}}}";

    /// <summary>A login file with one entry.</summary>
    public static string File(string key, string user) => $"{{{Auths(Entry(key, user))}}}";
}
