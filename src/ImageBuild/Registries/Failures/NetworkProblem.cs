namespace ImageBuild.Registries.Failures;

/// <summary>The ways in which no answer comes back.</summary>
internal enum NetworkProblem
{
    UnknownHost,
    NameServerBusy,
    Refused,
    Broken,
    Silent,
    Stalled,
    Certificate,
    NotTls,
    Proxy,
    Other,
}
