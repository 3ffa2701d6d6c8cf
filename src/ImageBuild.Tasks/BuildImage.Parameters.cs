using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <content>The parameters, named after the properties and items they come from without "Container".</content>
public sealed partial class BuildImage
{
    /// <summary>The application's assembly without extension.</summary>
    [Required]
    public string AssemblyName { get; set; } = "";

    /// <summary>Also tag the image of each platform.</summary>
    public bool PlatformTags { get; set; }

    /// <summary>What was published: where from, RelativePath, NuGetPackageId, NuGetPackageVersion; Platform where it is not for all.</summary>
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>Read the files of packages instead of believing the hashes of their packages.</summary>
    public bool VerifyPackages { get; set; }

    /// <summary>Paths in the publish folder that come from referenced projects; Platform where not for all.</summary>
    public ITaskItem[] ProjectFiles { get; set; } = [];

    /// <summary>Keep native assets of other platforms.</summary>
    public bool KeepForeignAssets { get; set; }

    /// <summary>The runtime identifier the published executable is for; empty where there is none.</summary>
    public string OwnAppHost { get; set; } = "";

    /// <summary>"OCI", "Docker", or empty for the base's.</summary>
    public string Format { get; set; } = "";

    /// <summary>What was done to the files of packages: "composite", "trimmed", "single-file", "native-aot", or empty.</summary>
    public string PublishMode { get; set; } = "";

    /// <summary>Registries, separated by ';' or ','.</summary>
    public string Registry { get; set; } = "";

    /// <summary>The image's name.</summary>
    public string Repository { get; set; } = "";

    /// <summary>One tag.</summary>
    public string ImageTag { get; set; } = "";

    /// <summary>Tags, separated by ';', ',' or line breaks.</summary>
    public string ImageTags { get; set; } = "";

    /// <summary>The user.</summary>
    public string User { get; set; } = "";

    /// <summary>The working directory.</summary>
    [Required]
    public string WorkingDirectory { get; set; } = "";

    /// <summary>The command.</summary>
    public ITaskItem[] AppCommand { get; set; } = [];

    /// <summary>Fixed arguments.</summary>
    public ITaskItem[] AppCommandArgs { get; set; } = [];

    /// <summary>Replaceable arguments.</summary>
    public ITaskItem[] DefaultArgs { get; set; } = [];

    /// <summary>A program before the command.</summary>
    public ITaskItem[] Entrypoint { get; set; } = [];

    /// <summary>Its arguments.</summary>
    public ITaskItem[] EntrypointArgs { get; set; } = [];

    /// <summary>"Entrypoint", "DefaultArgs", "None", or empty.</summary>
    public string AppCommandInstruction { get; set; } = "";

    /// <summary>Variables: identity, Value.</summary>
    public ITaskItem[] EnvironmentVariables { get; set; } = [];

    /// <summary>Variables as "NAME=value,NAME=value"; they win over the items.</summary>
    public string EnvironmentVariableList { get; set; } = "";

    /// <summary>Ports: identity, Type.</summary>
    public ITaskItem[] Ports { get; set; } = [];

    /// <summary>Ports as "8080,53/udp".</summary>
    public string PortList { get; set; } = "";

    /// <summary>Absolute folders.</summary>
    public ITaskItem[] Volumes { get; set; } = [];

    /// <summary>A signal.</summary>
    public string StopSignal { get; set; } = "";

    /// <summary>The program and arguments of the health check.</summary>
    public ITaskItem[] HealthcheckCommand { get; set; } = [];

    /// <summary>A time such as "30s".</summary>
    public string HealthcheckInterval { get; set; } = "";

    /// <summary>A time such as "30s".</summary>
    public string HealthcheckTimeout { get; set; } = "";

    /// <summary>A time such as "30s".</summary>
    public string HealthcheckStartPeriod { get; set; } = "";

    /// <summary>A number.</summary>
    public string HealthcheckRetries { get; set; } = "";

    /// <summary>Annotations: identity, Value, Scope.</summary>
    public ITaskItem[] Annotations { get; set; } = [];

    /// <summary>Folders the application may write to: identity, Mode, Owner.</summary>
    public ITaskItem[] Folders { get; set; } = [];

    /// <summary>Generated labels: identity, Value.</summary>
    public ITaskItem[] DefaultLabels { get; set; } = [];

    /// <summary>The user's labels: identity, Value. They win over generated ones.</summary>
    public ITaskItem[] Labels { get; set; } = [];

    /// <summary>Labels as "key=value,key=value"; they win over the items.</summary>
    public string LabelList { get; set; } = "";

    /// <summary>Whether to generate the labels with the image's date.</summary>
    public bool LabelCreated { get; set; }

    /// <summary>Whether to generate the label with the base's reference.</summary>
    public bool LabelBaseName { get; set; }

    /// <summary>Whether to generate the label with the base's digest.</summary>
    public bool LabelBaseDigest { get; set; }

    /// <summary>Files beside the published ones: identity, TargetPath, Mode, Owner, LinkTarget.</summary>
    public ITaskItem[] ExtraFiles { get; set; } = [];

    /// <summary>"commit", "epoch" or a time.</summary>
    public string Created { get; set; } = "";

    /// <summary>SOURCE_DATE_EPOCH as a property; MSBuild reads the environment variable as one.</summary>
    public string SourceDateEpoch { get; set; } = "";

    /// <summary>"gzip", "zstd" or "none".</summary>
    public string Compression { get; set; } = "";

    /// <summary>The most layers the application may have; empty for the engine's own choice.</summary>
    public string LayerBudget { get; set; } = "";

    /// <summary>A missing or unfitting lock is an error.</summary>
    public bool LockedMode { get; set; }

    /// <summary>This is a CI build.</summary>
    public bool ContinuousIntegration { get; set; }

    /// <summary>The folder of the layout, absolute; empty for none.</summary>
    public string LayoutPath { get; set; } = "";

    /// <summary>An archive, or a folder for one, absolute; empty for none.</summary>
    public string ArchiveOutputPath { get; set; } = "";

    /// <summary>"Docker" or "Podman", or empty for none.</summary>
    public string LocalRegistry { get; set; } = "";

    /// <summary>Whether to hand the digest on to the steps of a pipeline.</summary>
    public bool WriteStepOutputs { get; set; } = true;

    /// <summary>The project's name where several are published in one step.</summary>
    public string StepOutputPrefix { get; set; } = "";

    /// <summary>The layout is the embedded default.</summary>
    public bool OwnsLayout { get; set; }

    /// <summary>"registry/repository" where builds leave layers for each other; empty for none.</summary>
    public string LayerCache { get; set; } = "";

    /// <summary>The result file, absolute.</summary>
    [Required]
    public string ResultFile { get; set; } = "";

    /// <summary>What the last publish left for the next one, absolute.</summary>
    [Required]
    public string StampFile { get; set; } = "";
}
