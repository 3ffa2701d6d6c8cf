using ImageBuild.Registries.Credentials.Cloud;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

public class EcrHostTests
{
    [Theory]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1", "https://api.ecr.eu-west-1.amazonaws.com/")]
    [InlineData("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", "https://ecr-fips.us-gov-west-1.amazonaws.com/")]
    [InlineData("123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1", "https://ecr.eu-west-1.api.aws/")]
    [InlineData("123456789012.dkr-ecr-fips.us-east-1.on.aws", "us-east-1", "https://ecr-fips.us-east-1.api.aws/")]
    [InlineData("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1", "https://api.ecr.cn-north-1.amazonaws.com.cn/")]
    [InlineData("123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1", "https://ecr.cn-north-1.api.amazonwebservices.com.cn/")]
    [InlineData("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1", "https://api.ecr.eusc-de-east-1.amazonaws.eu/")]
    [InlineData("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1", "https://api.ecr.us-iso-east-1.c2s.ic.gov/")]
    [InlineData("123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1", "https://api.ecr.us-isob-east-1.sc2s.sgov.gov/")]
    [InlineData("123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1", "https://api.ecr.eu-isoe-west-1.cloud.adc-e.uk/")]
    [InlineData("123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1", "https://api.ecr.us-isof-south-1.csp.hci.ic.gov/")]
    public void A_registry_tells_its_region_and_where_to_ask(string host, string region, string api)
    {
        var parsed = EcrHost.Parse(host)!;

        Assert.Equal(("123456789012", region, api), (parsed.Account, parsed.Region, parsed.Api.ToString()));
    }

    [Theory]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example")]
    [InlineData("123456789012.dkr.ecr.eu-west-1.evil.com")]
    [InlineData("evil.123456789012.dkr.ecr.eu-west-1.amazonaws.com")]
    [InlineData("12345.dkr.ecr.eu-west-1.amazonaws.com")]
    [InlineData("123456789012.dkr.ecr.eu.west.1.amazonaws.com")]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com:5000")]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com\n")]
    [InlineData("public.ecr.aws")]
    [InlineData("amazonaws.com")]
    public void Other_hosts_are_not_registries_of_ECR(string host) => Assert.Null(EcrHost.Parse(host));
}
