using System.Net;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Failures;

namespace ImageBuild.Registries.Transport;

/// <summary>Finds out how a registry is spoken to: with or without TLS, and how it authenticates.</summary>
/// <remarks>
/// From https to http only where the user listed the registry or it is on this machine. On this machine http comes
/// first: nothing secret is in a ping, and a plain registry is what one runs there.
/// </remarks>
internal static class RegistryPing
{
    // First contact is tried less often: a wrong host name should be reported in seconds.
    private const int Rounds = 3;

    public static async Task<RegistryOrigin> FindAsync(RegistrySender sender, RegistryAuthenticator authenticator, RequestMeter meter, CancellationToken cancellationToken)
    {
        var candidates = Candidates(sender);
        for (var round = 1; ; round++)
        {
            ImageBuildException? first = null;
            TimeSpan? wanted = null;
            foreach (var origin in candidates)
            {
                var last = origin == candidates[^1];
                try
                {
                    var request = new RegistryRequest(HttpMethod.Get, origin.At("/v2/"), "", meter) { Anonymous = true, Attempts = 1 };
                    var response = await sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
                    // What Go's and others' TLS servers say to plain HTTP.
                    if (response.StatusCode == HttpStatusCode.BadRequest && !origin.IsHttps && !last)
                    {
                        response.Dispose();
                        continue;
                    }

                    if (!RegistryFailure.IsTransientStatus((int)response.StatusCode))
                    {
                        using (response)
                            authenticator.Remember(response);
                        return origin;
                    }

                    var failure = await sender.FailureAsync(request, response, cancellationToken).ConfigureAwait(false);
                    wanted = failure.RetryAfter;
                    first = FailureMessages.ToException(failure, "reaching the registry");
                    break;
                }
                catch (ImageBuildException exception) when (RegistryFailureException.Of(exception) is { Problem: { } problem })
                {
                    first ??= exception;
                    if (last || problem is not (NetworkProblem.NotTls or NetworkProblem.Broken or NetworkProblem.Refused))
                        break;
                }
            }

            first ??= ErrorCodes.NotARegistry.Error($"What answers at {sender.Registry} speaks neither registry over HTTP nor over TLS.");
            if (round == Rounds || RegistryFailureException.Of(first) is not { IsTransient: true })
                throw first;
            sender.Log.Detail($"{first.Cause} Trying again.");
            await sender.Options.WaitAsync(Backoff.Delay(round, wanted, sender.Options), cancellationToken).ConfigureAwait(false);
        }
    }

    private static RegistryOrigin[] Candidates(RegistrySender sender)
    {
        var listed = sender.Options.PlainHttpRegistries;
        var local = AddressPolicy.IsLoopback(new RegistryOrigin(sender.Registry, Uri.UriSchemeHttps).Uri);
        var mayBePlain = local || listed.Contains(sender.Registry);
        var secure = new RegistryOrigin(sender.Registry, Uri.UriSchemeHttps) { MayBePlain = mayBePlain, PlainHosts = listed };
        var plain = new RegistryOrigin(sender.Registry, Uri.UriSchemeHttp) { MayBePlain = mayBePlain, PlainHosts = listed };
        return local ? [plain, secure] : mayBePlain ? [secure, plain] : [secure];
    }
}
