using System.Text.RegularExpressions;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>What the name of an ECR registry says.</summary>
/// <param name="Account">The account that owns the registry, twelve digits.</param>
/// <param name="Region">Where it is, and where to ask for its login.</param>
/// <param name="Fips">Whether the user chose the FIPS endpoint.</param>
/// <param name="Suffix">The DNS suffix: of the partition, or of its dual-stack endpoints.</param>
internal sealed partial record EcrHost(string Account, string Region, bool Fips, string Suffix)
{
    /// <summary>The region that answers for ECR Public; there is no other.</summary>
    public const string PublicRegion = "us-east-1";

    /// <summary>The API to ask for a login.</summary>
    /// <remarks>Dual-stack registries have a dual-stack API, so that machines with IPv6 alone can reach both.</remarks>
    public Uri Api
    {
        get
        {
            var service = Fips ? "ecr-fips" : "ecr";
            return new Uri(Suffix switch
            {
                "on.aws" => $"https://{service}.{Region}.api.aws/",
                "on.amazonwebservices.com.cn" => $"https://{service}.{Region}.api.amazonwebservices.com.cn/",
                _ when Fips => $"https://ecr-fips.{Region}.{Suffix}/",
                _ => $"https://api.ecr.{Region}.{Suffix}/",
            });
        }
    }

    /// <summary>Takes the name apart; null where it is not a private ECR registry.</summary>
    /// <param name="host">Normalised. One with a port is a tunnel or a proxy and not ECR.</param>
    public static EcrHost? Parse(string host)
    {
        var match = Pattern().Match(host);
        return match.Success
            ? new EcrHost(match.Groups["account"].Value, match.Groups["region"].Value, match.Groups["fips"].Success, match.Groups["suffix"].Value)
            : null;
    }

    /// <summary>Whether it is ECR Public.</summary>
    public static bool IsPublic(string host) => host is "public.ecr.aws" or "ecr-public.aws.com";

    /// <remarks>The suffixes are those of the AWS partitions: standard, China, European sovereign, and the four isolated ones.</remarks>
    [GeneratedRegex(
        @"\A(?<account>[0-9]{12})\.dkr[.-]ecr(?<fips>-fips)?\.(?<region>[a-z0-9][a-z0-9-]{1,40})\."
        + @"(?<suffix>amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|on\.aws|on\.amazonwebservices\.com\.cn"
        + @"|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
