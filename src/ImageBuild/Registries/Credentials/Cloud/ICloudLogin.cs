namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Logs in to the registries of one cloud with the identity this process already has there.</summary>
internal interface ICloudLogin
{
    /// <summary>The cloud's name, for messages.</summary>
    string Name { get; }

    /// <summary>Whether the registry, normalised, belongs to this cloud. Decides who gets to see the identity: exact, never by guess.</summary>
    bool Handles(string host);

    /// <summary>
    /// Whether the registry may serve images to anyone. Then a login that fails does not stop a pull: nobody asked for that login.
    /// </summary>
    bool ServesAnyone(string host);

    /// <summary>Gets a login; null where this process has no identity in that cloud.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">There is an identity, but it cannot be used or was refused.</exception>
    Task<CloudLogin?> LoginAsync(string host, SearchTrail trail, CancellationToken cancellationToken);
}
