namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A file or variable with registry logins exists but is not what it should be.</summary>
    public static readonly ErrorCode LoginFileUnreadable = new(
        "IB3080",
        "A file with registry logins cannot be read",
        "Repair the file, or remove it and log in again with 'imagebuild login'.",
        "CONTAINER1008");

    /// <summary>The entry of one registry in a login file is damaged.</summary>
    public static readonly ErrorCode LoginEntryDamaged = new(
        "IB3081",
        "The login stored for a registry is damaged",
        "Log in to the registry again with 'imagebuild login'.",
        "CONTAINER1008");

    /// <summary>A login file names a credential helper that is not installed.</summary>
    public static readonly ErrorCode CredentialHelperMissing = new(
        "IB3082",
        "A credential helper is not installed",
        "Install the helper in a folder of PATH, or remove it from the file that names it.",
        "CONTAINER1008");

    /// <summary>A credential helper ran and failed, or answered something that is not a login.</summary>
    public static readonly ErrorCode CredentialHelperFailed = new(
        "IB3083",
        "A credential helper failed",
        "Run the helper by hand ('echo HOST | docker-credential-NAME get') to see why.",
        "CONTAINER1008");

    /// <summary>A cloud identity is configured in a way that cannot be used here.</summary>
    public static readonly ErrorCode CloudIdentityUnusable = new(
        "IB3084",
        "A cloud identity cannot be used",
        "Correct the setting, or log in to the registry with 'imagebuild login'.",
        "CONTAINER1008");

    /// <summary>A cloud's login service refused the identity or could not be reached.</summary>
    public static readonly ErrorCode CloudLoginFailed = new(
        "IB3085",
        "A cloud's login service did not hand out a registry login",
        "Check that the identity is valid, not expired, and allowed to use the registry.",
        "CONTAINER1008");

    /// <summary>A login could not be written or removed.</summary>
    public static readonly ErrorCode LoginNotStored = new(
        "IB3086",
        "A login could not be stored or removed",
        "Make the configuration folder writable, or set DOCKER_CONFIG to a folder that is.");
}
