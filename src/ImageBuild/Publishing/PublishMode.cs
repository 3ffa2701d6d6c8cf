namespace ImageBuild.Publishing;

/// <summary>What publish did to the files of packages, as far as it decides what services can share.</summary>
public enum PublishMode
{
    /// <summary>Every assembly is the one its package has, or is compiled ahead of time by itself (ReadyToRun).</summary>
    Separate,

    /// <summary>All assemblies are compiled ahead of time into one image (PublishReadyToRunComposite).</summary>
    Composite,

    /// <summary>Assemblies are cut down to what the application uses (PublishTrimmed).</summary>
    Trimmed,

    /// <summary>The application is one file (PublishSingleFile).</summary>
    SingleFile,

    /// <summary>The application is one native program (PublishAot).</summary>
    NativeAot,
}

/// <summary>What the ways to publish mean for layers; the table is in docs/layers.md.</summary>
public static class PublishModes
{
    /// <summary>What to tell the user whose services cannot share layers; null where they can.</summary>
    public static string? LostSharing(this PublishMode mode) => mode switch
    {
        PublishMode.Composite => "PublishReadyToRunComposite compiles packages and runtime together with this application, so no other service can share their layers, and every change makes them new. PublishReadyToRun alone compiles each by itself.",
        PublishMode.Trimmed => "PublishTrimmed cuts packages and runtime down to what this application uses, so other services hardly ever share their layers.",
        PublishMode.SingleFile => "PublishSingleFile puts packages and runtime into the application's file, so no other service can share them, and every change sends them again. In an image, many files are as good as one.",
        PublishMode.NativeAot => "PublishAot links packages and runtime into the application's program, so nothing but the base is shared with other services.",
        _ => null,
    };
}
