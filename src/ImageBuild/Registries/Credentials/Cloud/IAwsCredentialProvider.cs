namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>One of the ways a process gets AWS keys.</summary>
internal interface IAwsCredentialProvider
{
    /// <summary>The keys, or null where this way is not set up.</summary>
    /// <param name="region">The registry's region, for services that have one.</param>
    /// <param name="trail">Learns why there are none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Diagnostics.ImageBuildException">It is set up but does not work.</exception>
    Task<AwsCredentials?> FindAsync(string region, SearchTrail trail, CancellationToken cancellationToken);
}
