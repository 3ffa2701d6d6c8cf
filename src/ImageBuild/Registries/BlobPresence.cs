namespace ImageBuild.Registries;

/// <summary>What a registry says about a blob.</summary>
public enum BlobPresence
{
    /// <summary>It is not there.</summary>
    Absent,

    /// <summary>It is there.</summary>
    Present,

    /// <summary>The registry does not say: some refuse the question to logins that may nevertheless upload.</summary>
    Unknown,
}
