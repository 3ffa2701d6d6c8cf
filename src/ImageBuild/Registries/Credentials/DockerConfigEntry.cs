using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials;

/// <summary>One entry of "auths" in a login file. A class, not a record: its text form must not hold its values.</summary>
internal sealed class DockerConfigEntry
{
    /// <summary>base64("user:password").</summary>
    public string? Auth { get; init; }

    /// <summary>The user name where it is not part of <see cref="Auth"/>.</summary>
    public string? UserName { get; init; }

    /// <summary>The password where it is not part of <see cref="Auth"/>.</summary>
    public string? Password { get; init; }

    /// <summary>An OAuth2 refresh token.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>A ready bearer token.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>The login in this entry; null for an empty entry, which docker writes beside a credential helper's login.</summary>
    /// <param name="key">The entry's key, for messages.</param>
    /// <param name="file">The file it stands in, for messages.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LoginEntryDamaged"/>.</exception>
    /// <remarks>Tokens win over "auth": docker keeps a user name without a password in "auth" beside an identity token.</remarks>
    public Credential? ToCredential(string key, string file)
    {
        if (RegistryToken is { Length: > 0 })
            return new Credential.Bearer(RegistryToken, file);
        if (IdentityToken is { Length: > 0 })
            return new Credential.IdentityToken(IdentityToken, file);

        var (user, password) = Auth is { Length: > 0 } ? Decode(Auth, key, file) : (UserName ?? "", Password ?? "");
        if (user.Length == 0 && password.Length == 0)
            return null;
        return user == VariablePair.TokenUser
            ? new Credential.IdentityToken(password, file)
            : new Credential.Basic(user, password, file);
    }

    /// <remarks>
    /// The password may hold colons, the user name may not: split at the first. Old docker versions padded the password with
    /// NUL characters; some tools that write the file leave out base64's padding.
    /// </remarks>
    private static (string User, string Password) Decode(string auth, string key, string file)
    {
        var text = auth.Trim().TrimEnd('=');
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length))
            throw Damaged("is not base64");
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? throw Damaged("holds no user name and password") : (pair[..colon], pair[(colon + 1)..].TrimEnd('\0'));

        ImageBuildException Damaged(string why) =>
            ErrorCodes.LoginEntryDamaged.Error($"In {file} the field 'auth' of the entry '{key}' {why}.");
    }
}
