namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>How a registry lets people in.</summary>
[Flags]
internal enum RegistryDoor
{
    /// <summary>Plain HTTP, no questions.</summary>
    Open = 0,

    /// <summary>A name and a password are asked for.</summary>
    Password = 1,

    /// <summary>HTTPS with a certificate that only <see cref="DockerRegistry.CertificateFile"/> vouches for.</summary>
    Tls = 2,
}
