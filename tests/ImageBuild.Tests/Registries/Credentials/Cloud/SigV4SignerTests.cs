using System.Globalization;
using System.Text;
using ImageBuild.Registries.Credentials.Cloud;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

/// <summary>AWS' published examples: the Signature Version 4 test suite, and the IAM ListUsers request of the user guide.</summary>
public class SigV4SignerTests
{
    private static readonly DateTimeOffset Time = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    private static readonly AwsCredentials Keys = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null, "example");

    public static TheoryData<string, string, string, string, string, string> Suite => new()
    {
        // name, method, path and query, more headers, body, signature
        { "get-vanilla", "GET", "/", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-vanilla-query-order-key-case", "GET", "/?Param2=value2&Param1=value1", "", "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
        { "post-vanilla", "POST", "/", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
        { "post-x-www-form-urlencoded", "POST", "/", "Content-Type:application/x-www-form-urlencoded", "Param1=value1", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a" },
        { "get-header-value-trim", "GET", "/", "My-Header1: value1;My-Header2: \"a   b   c\"", "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
    };

    [Theory]
    [MemberData(nameof(Suite))]
    public void The_test_suites_signature_comes_out(string name, string method, string path, string more, string body, string signature)
    {
        var headers = new Dictionary<string, string> { ["Host"] = "example.amazonaws.com", ["X-Amz-Date"] = "20150830T123600Z" };
        foreach (var header in more.Split(';', StringSplitOptions.RemoveEmptyEntries))
            headers.Add(header.Split(':')[0], header.Split(':')[1]);

        var authorization = new SigV4Signer(Keys, "us-east-1", "service")
            .Authorization(method, new Uri("https://example.amazonaws.com" + path), headers, Encoding.UTF8.GetBytes(body), Time);

        Assert.True(authorization.EndsWith($", Signature={signature}", StringComparison.Ordinal), $"{name}: {authorization}");
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public void The_user_guides_ListUsers_request_is_signed_as_printed_there()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08");
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");

        new SigV4Signer(Keys, "us-east-1", "iam").Sign(request, [], Time);

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, "
            + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            request.Headers.NonValidated["Authorization"].ToString());
        Assert.Equal("20150830T123600Z", request.Headers.NonValidated["X-Amz-Date"].ToString());
    }

    [Fact]
    public void The_user_guides_signing_key_comes_out() => Assert.Equal(
        "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
        Convert.ToHexStringLower(new SigV4Signer(Keys, "us-east-1", "iam").SigningKey(Time)));

    [Fact]
    public void The_date_does_not_depend_on_the_users_calendar()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("th-TH");
            The_user_guides_ListUsers_request_is_signed_as_printed_there();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_session_token_is_sent_and_signed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://example.amazonaws.com:8443/");

        new SigV4Signer(new AwsCredentials("AKIDEXAMPLE", "x", "session", "example"), "us-east-1", "service").Sign(request, [], Time);

        Assert.Equal("session", request.Headers.NonValidated["X-Amz-Security-Token"].ToString());
        Assert.Contains("SignedHeaders=host;x-amz-date;x-amz-security-token,", request.Headers.NonValidated["Authorization"].ToString(), StringComparison.Ordinal);
    }
}
