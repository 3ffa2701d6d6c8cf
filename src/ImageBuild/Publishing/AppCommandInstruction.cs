namespace ImageBuild.Publishing;

/// <summary>What becomes of the command that starts the application; the SDK's ContainerAppCommandInstruction.</summary>
public enum AppCommandInstruction
{
    /// <summary>It follows from what else is set.</summary>
    Inferred,

    /// <summary>It is the entrypoint; default arguments stay replaceable.</summary>
    Entrypoint,

    /// <summary>It is part of the default arguments, behind the entrypoint of the base or the one asked for.</summary>
    DefaultArgs,

    /// <summary>It is not used: the entrypoint asked for, or the base's, starts everything.</summary>
    None,
}
