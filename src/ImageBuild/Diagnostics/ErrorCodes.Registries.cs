namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>No connection to the registry could be made.</summary>
    public static readonly ErrorCode RegistryUnreachable = new(
        "IB3001", "Registry not reachable", "Check the registry's name and port, the network and HTTPS_PROXY / NO_PROXY.", "CONTAINER1017");

    /// <summary>The registry took the connection and then kept silent.</summary>
    public static readonly ErrorCode RegistrySilent = new(
        "IB3002", "Registry does not answer", "Try again later; if it stays so, ask the registry's operator or look at the proxy in between.", "CONTAINER1006");

    /// <summary>The registry's certificate is not trusted.</summary>
    public static readonly ErrorCode RegistryCertificate = new(
        "IB3003",
        "Registry certificate not trusted",
        "Give the authority's certificate in IMAGEBUILD_CA_FILE, or put it as *.crt into certs.d/<host[:port]>/ under /etc/containers or /etc/docker.",
        "CONTAINER1017");

    /// <summary>Plain HTTP and TLS were mixed up, or plain HTTP is not allowed.</summary>
    public static readonly ErrorCode RegistryProtocol = new(
        "IB3004", "Plain HTTP or TLS", "Only for a registry that really speaks plain HTTP: list its host in DOTNET_CONTAINER_INSECURE_REGISTRIES.", "CONTAINER1017");

    /// <summary>Something answers, but it is no registry.</summary>
    public static readonly ErrorCode NotARegistry = new(
        "IB3005", "Not a registry", "Check the host, the port and the path: this address belongs to another kind of server.", "CONTAINER1017");

    /// <summary>The registry reported a fault of its own, several times.</summary>
    public static readonly ErrorCode RegistryFault = new(
        "IB3006", "Registry fault", "Try again later; the request identifier helps the registry's operator to find it.", "CONTAINER1006");

    /// <summary>Too many requests.</summary>
    public static readonly ErrorCode RegistryThrottled = new(
        "IB3007", "Too many requests", "Log in (anonymous limits are lower), lower the parallelism, or try again later.", "CONTAINER1006");

    /// <summary>An answer the protocol does not foresee.</summary>
    public static readonly ErrorCode UnexpectedAnswer = new(
        "IB3008", "Unexpected answer", "Check that the registry implements the OCI distribution specification for this operation.", "CONTAINER1013");

    /// <summary>The registry wants a login and none was found.</summary>
    public static readonly ErrorCode LoginMissing = new(
        "IB3010", "No login for this registry", "Run 'imagebuild login' or 'docker login' for the registry.", "CONTAINER1008");

    /// <summary>The registry refused the login.</summary>
    public static readonly ErrorCode LoginRefused = new(
        "IB3011", "Login refused", "Check the user name and password, or log in again: many are valid for hours only.", "CONTAINER1016");

    /// <summary>The login is known but may not do this.</summary>
    public static readonly ErrorCode AccessDenied = new(
        "IB3012", "Access denied", "Give the login the right to do this in the registry.", "CONTAINER1016");

    /// <summary>The token service answered with something that is no token.</summary>
    public static readonly ErrorCode TokenUnusable = new(
        "IB3013", "Token unusable", "Ask the registry's operator to check the token service.", "CONTAINER1003");

    /// <summary>The registry sends logins to a place they must not go to.</summary>
    public static readonly ErrorCode RealmRefused = new(
        "IB3014", "Token service not trusted", "Ask the registry's operator to correct its external URL; logins are sent over https to public hosts only.", "CONTAINER1007");

    /// <summary>The registry sends us to a place we do not follow to.</summary>
    public static readonly ErrorCode LocationRefused = new(
        "IB3015", "Redirect not followed", "Ask the registry's operator to correct its external URL (X-Forwarded-Proto and X-Forwarded-Host behind a proxy).", "CONTAINER1013");

    /// <summary>The repository does not exist and this registry makes none by itself.</summary>
    public static readonly ErrorCode RepositoryMissing = new(
        "IB3020", "Repository missing", "Create the repository first.", "CONTAINER1002");

    /// <summary>There is no such tag or digest.</summary>
    public static readonly ErrorCode ManifestMissing = new(
        "IB3021", "Image not found", "Check the tag or digest.", "CONTAINER1015");

    /// <summary>A blob that a manifest names is not there.</summary>
    public static readonly ErrorCode BlobMissing = new(
        "IB3022", "Blob not found", "The image is incomplete in the registry; push it again from where it is whole.", "CONTAINER1018");

    /// <summary>A blob could not be uploaded.</summary>
    public static readonly ErrorCode UploadFailed = new(
        "IB3030", "Upload failed", "Try again; what had been uploaded before stays there.", "CONTAINER1001");

    /// <summary>A body is larger than the registry or a proxy accepts.</summary>
    public static readonly ErrorCode BodyTooLarge = new(
        "IB3031",
        "Body too large",
        "Raise the limit of the proxy before the registry (nginx: client_max_body_size) or set a smaller chunk size.",
        "CONTAINER1001");

    /// <summary>The registry refused a manifest.</summary>
    public static readonly ErrorCode ManifestRefused = new(
        "IB3032", "Manifest refused", "If the registry is old, set ContainerImageFormat=Docker and try again.", "CONTAINER1005");

    /// <summary>A manifest is larger than registries accept.</summary>
    public static readonly ErrorCode ManifestTooLarge = new(
        "IB3033", "Manifest too large", "Registries accept 4 MiB; use fewer annotations or fewer layers.", "CONTAINER1005");

    /// <summary>The tag exists, points elsewhere, and must not be moved.</summary>
    public static readonly ErrorCode TagImmutable = new(
        "IB3034", "Tag cannot be moved", "Choose another tag, or lift the repository's tag immutability.", "CONTAINER1005");

    /// <summary>An image mixes the types of the OCI and the Docker family.</summary>
    public static readonly ErrorCode MixedMediaTypes = new(
        "IB3035", "Mixed media types", "Use one family for manifest, config, layers and index; several registries refuse a mixture.", "CONTAINER2001");

    /// <summary>The registry does not delete.</summary>
    public static readonly ErrorCode DeleteUnsupported = new(
        "IB3036", "Deleting is switched off", "Switch deleting on in the registry; some registries delete by digest only.");

    /// <summary>The registry's space for this project is used up.</summary>
    public static readonly ErrorCode QuotaExceeded = new(
        "IB3037", "Quota exceeded", "Delete images that are no longer needed, or ask for more space.", "CONTAINER1013");

    /// <summary>The registry does not tell which repositories it has.</summary>
    public static readonly ErrorCode NoCatalog = new(
        "IB3038", "No catalogue", "Name the repository: 'imagebuild ls REGISTRY/REPOSITORY', 'imagebuild search REGISTRY/REPOSITORY TEXT'.");

    /// <summary>A registry sends more than it announced or than is sensible.</summary>
    public static readonly ErrorCode ContentTooLarge = new(
        "IB3040", "Content too large", "Check the source: it sends more bytes than its descriptor says or than this kind of content may have.", "CONTAINER1018");

    /// <summary>A manifest of a type that is not understood.</summary>
    public static readonly ErrorCode ManifestUnsupported = new(
        "IB3041", "Manifest type not supported", "Push the image again with a current tool: OCI and Docker schema 2 are read.", "CONTAINER2003");

    /// <summary>An answer that should be JSON of a certain shape is not.</summary>
    public static readonly ErrorCode MalformedAnswer = new(
        "IB3042", "Malformed answer", "Check that a registry answers at this address, not a proxy or a login page.", "CONTAINER2002");

    /// <summary>The registry sent a warning.</summary>
    public static readonly ErrorCode RegistryWarning = new(
        "IB3050", "Warning from the registry", "Read the text: it comes from the registry's operator.");

    /// <summary>A registry's certificate is not checked because that was asked for.</summary>
    public static readonly ErrorCode CertificateUnchecked = new(
        "IB3051", "Certificate not checked", "Trust the registry's authority with IMAGEBUILD_CA_FILE instead.");

    /// <summary>A certificate or key file cannot be used.</summary>
    public static readonly ErrorCode CertificateFile = new(
        "IB3052", "Certificate file unusable", "Give PEM files; a client certificate needs NAME.cert and NAME.key side by side.");
}
