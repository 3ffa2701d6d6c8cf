namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A runtime identifier no image can be made for.</summary>
    public static readonly ErrorCode UnsupportedRuntimeIdentifier = new(
        "IB1002",
        "Unsupported runtime identifier",
        "Set ContainerRuntimeIdentifier to linux-x64 or linux-arm64.",
        "CONTAINER1011");

    /// <summary>Not a port.</summary>
    public static readonly ErrorCode InvalidPort = new(
        "IB1003", "Invalid port", "Write a number from 1 to 65535, with /udp where the protocol is not TCP.", "CONTAINER2017");

    /// <summary>Not a user.</summary>
    public static readonly ErrorCode InvalidUser = new(
        "IB1004", "Invalid user", "Write ContainerUser as a name or number, with ':' and a group where needed: 1654, app, app:app.");

    /// <summary>Not a label.</summary>
    public static readonly ErrorCode InvalidLabel = new(
        "IB1005", "Invalid label", "Use keys of letters, digits, '.', '-' and '_', such as com.example.team.");

    /// <summary>Not an environment variable.</summary>
    public static readonly ErrorCode InvalidEnvironmentVariable = new(
        "IB1006", "Invalid environment variable", "Use a name of letters, digits and '_' that does not begin with a digit.", "CONTAINER2015");

    /// <summary>Not an absolute folder.</summary>
    public static readonly ErrorCode InvalidWorkingDirectory = new(
        "IB1007", "Invalid working directory", "Set ContainerWorkingDirectory to an absolute path such as /app.");

    /// <summary>A property has a value that is none of those it can have.</summary>
    public static readonly ErrorCode InvalidValue = new(
        "IB1008", "Invalid value of a property", "Use one of the values listed.");

    /// <summary>A library has nothing to start.</summary>
    public static readonly ErrorCode NotAnApplication = new(
        "IB4002", "The project is a library", "Publish an application project, or set IsPublishable to false so that the library is skipped.");

    /// <summary>A referenced project compiles to bytes that depend on the folder it lies in.</summary>
    public static readonly ErrorCode ReferenceNotDeterministic = new(
        "IB4003", "A referenced project is not set up for equal bytes in every folder", "Reference the package ImageBuild.Tasks in Directory.Build.props so that it reaches referenced projects too.");

    /// <summary>A project with several target frameworks is published without choosing one.</summary>
    public static readonly ErrorCode SeveralTargetFrameworks = new(
        "IB4004", "The project has several target frameworks", "Choose one of them: dotnet publish -t:PublishImage -f net10.0.", "NETSDK1129");

    /// <summary>A folder that an image should be made of is not there or holds nothing.</summary>
    public static readonly ErrorCode NothingToBuild = new(
        "IB4005", "There is nothing to make an image of", "Name a folder with the files that the image should hold.");

    /// <summary>A folder holds several applications, or not the one that was named.</summary>
    public static readonly ErrorCode SeveralApplications = new(
        "IB4006", "The folder holds several applications or another one", "Say with --app which of them the image starts.");

    /// <summary>The application in a folder cannot run in the image that was asked for.</summary>
    public static readonly ErrorCode ApplicationDoesNotFit = new(
        "IB4007", "The application cannot run in the image", "Publish it for the platform of the image, or choose another platform or base.");

    /// <summary>A file to add cannot be added as asked.</summary>
    public static readonly ErrorCode InvalidFile = new(
        "IB1009", "Invalid ContainerFile item", "Give an existing file, an absolute TargetPath, a Mode in octal (0644) and a numeric Owner (1654:1654).");

    /// <summary>Not an annotation.</summary>
    public static readonly ErrorCode InvalidAnnotation = new(
        "IB1016", "Invalid annotation", "Write <ContainerAnnotation Include=\"com.example.key\" Value=\"text\" Scope=\"manifest\" />; a Scope is manifest, index or descriptor.");

    /// <summary>A property has another name today; a warning.</summary>
    public static readonly ErrorCode ObsoleteProperty = new(
        "IB1017", "An old name of a property", "Set ContainerRepository instead.");

    /// <summary>A base was given without its registry; a warning.</summary>
    public static readonly ErrorCode BaseWithoutRegistry = new(
        "IB1018", "The base image names no registry", "Write the registry in front of the name: docker.io/library/debian:13.", "CONTAINER2020");

    /// <summary>Annotations were asked for in a format that has none; a warning.</summary>
    public static readonly ErrorCode AnnotationsDropped = new(
        "IB1019", "Docker's image format has no annotations", "Set ContainerImageFormat to OCI, or use ContainerLabel items.");

    /// <summary>The items that make up the command contradict each other.</summary>
    public static readonly ErrorCode InvalidCommand = new(
        "IB1014", "Contradicting command", "Set ContainerAppCommandInstruction and the items that go with it.", "CONTAINER2026");

    /// <summary>The base starts something that this image does not start any more; a warning.</summary>
    public static readonly ErrorCode BaseEntrypointReplaced = new(
        "IB1015", "The entrypoint of the base is replaced", "Set ContainerAppCommandInstruction to DefaultArgs to keep it, or to Entrypoint to replace it without this warning.", "CONTAINER2022");

    /// <summary>A repository was given with upper-case letters.</summary>
    public static readonly ErrorCode RepositoryLowered = new(
        "IB1021", "A repository was changed to lower case", "Write ContainerRepository in lower case.", "CONTAINER2005");

    /// <summary>One tag and several tags were given at once.</summary>
    public static readonly ErrorCode BothTagProperties = new(
        "IB1022", "Both ContainerImageTag and ContainerImageTags are set", "Set one of them; ContainerImageTags takes several tags.", "CONTAINER2008");
}
