using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Asks the cloud a registry belongs to. Logins are kept until shortly before they expire, their absence for good.</summary>
internal sealed class CloudPlace(IReadOnlyList<ICloudLogin> logins, TimeProvider time) : ICredentialPlace
{
    private readonly ExpiringCache<(CloudLogin? Login, IReadOnlyList<SearchedPlace> Places)> _logins = new(time);

    /// <inheritdoc />
    public async ValueTask<Credential?> FindAsync(CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken)
    {
        foreach (var cloud in logins)
        {
            if (cloud.Handles(query.Host)
                && await FindAsync(cloud, query, trail, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private async ValueTask<Credential?> FindAsync(
        ICloudLogin cloud, CredentialQuery query, SearchTrail trail, CancellationToken cancellationToken)
    {
        try
        {
            var (login, places) = await _logins.GetAsync($"{cloud.Name} {query.Host}", Fetch, cancellationToken).ConfigureAwait(false);
            foreach (var place in places)
                trail.Add(place.Name, place.Outcome);
            return login?.Credential;
        }
        catch (ImageBuildException refused) when (query.Purpose == CredentialPurpose.Pull && cloud.ServesAnyone(query.Host))
        {
            trail.Add(cloud.Name, refused.Cause);
            return null;
        }

        async Task<((CloudLogin? Login, IReadOnlyList<SearchedPlace> Places) Value, DateTimeOffset Until)> Fetch(CancellationToken token)
        {
            var places = new SearchTrail();
            var login = await cloud.LoginAsync(query.Host, places, token).ConfigureAwait(false);
            return ((login, places.Places), login?.UseUntil(time.GetUtcNow()) ?? DateTimeOffset.MaxValue);
        }
    }
}
