using System.Text.RegularExpressions;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Endpoints of AWS services.</summary>
internal static partial class AwsSettings
{
    private static readonly (string RegionPrefix, string Suffix)[] Partitions =
    [
        ("cn-", "amazonaws.com.cn"),
        ("eusc-", "amazonaws.eu"),
        ("us-iso-", "c2s.ic.gov"),
        ("us-isob-", "sc2s.sgov.gov"),
        ("eu-isoe-", "cloud.adc-e.uk"),
        ("us-isof-", "csp.hci.ic.gov"),
    ];

    /// <summary>The service's address: the one set in AWS_ENDPOINT_URL_SERVICE or AWS_ENDPOINT_URL, as AWS' own tools do, else the usual one.</summary>
    /// <param name="environment">Where the variables are.</param>
    /// <param name="service">The service as the variable spells it: "ECR", "ECR_PUBLIC", "STS".</param>
    /// <param name="usual">The public endpoint.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudIdentityUnusable"/>: the variable holds no http(s) address.</exception>
    public static Uri Endpoint(CredentialEnvironment environment, string service, Uri usual)
    {
        if (string.Equals(environment.Get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase))
            return usual;
        foreach (var variable in (string[])[$"AWS_ENDPOINT_URL_{service}", "AWS_ENDPOINT_URL"])
        {
            if (environment.Get(variable) is not { } text)
                continue;
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw ErrorCodes.CloudIdentityUnusable.Error($"{variable} is not an http or https address.");
        }

        return usual;
    }

    /// <summary>The regional token service, and the region to sign for.</summary>
    public static (Uri Endpoint, string Region) Sts(CredentialEnvironment environment, string registryRegion)
    {
        var region = new[] { environment.Get("AWS_REGION"), environment.Get("AWS_DEFAULT_REGION") }
            .FirstOrDefault(name => name is not null && RegionName().IsMatch(name)) ?? registryRegion;
        var suffix = Partitions.FirstOrDefault(partition => region.StartsWith(partition.RegionPrefix, StringComparison.Ordinal)).Suffix;
        return (Endpoint(environment, "STS", new Uri($"https://sts.{region}.{suffix ?? "amazonaws.com"}/")), region);
    }

    [GeneratedRegex(@"\A[a-z0-9-]+\z")]
    private static partial Regex RegionName();
}
