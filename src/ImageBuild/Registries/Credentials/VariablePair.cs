namespace ImageBuild.Registries.Credentials;

/// <summary>A user name and a password in two environment variables.</summary>
/// <param name="UserVariable">The variable with the user name.</param>
/// <param name="PasswordVariable">The variable with the password.</param>
internal readonly record struct VariablePair(string UserVariable, string PasswordVariable)
{
    /// <summary>The user name that says: the password is an identity token. docker's helpers and the .NET SDK agree on it.</summary>
    public const string TokenUser = "<token>";

    /// <summary>Reads the pair. A half-set pair counts as none and is written down: a CI job may lack the secret's value.</summary>
    public Credential? Read(CredentialEnvironment environment, SearchTrail trail)
    {
        switch (environment.Get(UserVariable), environment.Get(PasswordVariable))
        {
            case (null, null):
                trail.Add(ToString(), "not set");
                return null;
            case (null, _):
                trail.Add(ToString(), $"{UserVariable} is not set");
                return null;
            case (_, null):
                trail.Add(ToString(), $"{PasswordVariable} is not set");
                return null;
            case (TokenUser, { } token):
                return new Credential.IdentityToken(token, ToString());
            case ({ } user, { } password):
                return new Credential.Basic(user, password, ToString());
        }
    }

    /// <summary>The names of the variables, never their values.</summary>
    public override string ToString() => $"{UserVariable} and {PasswordVariable}";
}
