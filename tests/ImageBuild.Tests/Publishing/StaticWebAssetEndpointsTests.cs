using System.Text;
using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

public sealed class StaticWebAssetEndpointsTests
{
    [Theory]
    [InlineData("App.staticwebassets.endpoints.json", true)]
    [InlineData("sub/App.staticwebassets.endpoints.json", false)]
    [InlineData("App.staticwebassets.runtime.json", false)]
    public void The_list_is_known_by_its_name(string path, bool expected) => Assert.Equal(expected, StaticWebAssetEndpoints.IsManifest(path));

    [Fact]
    public void Only_the_values_of_Last_Modified_change() =>
        Assert.Equal(
            """{"Version":1,"Endpoints":[{"Route":"a.css","ResponseHeaders":[{"Name":"ETag","Value":"\"grün+/=\""},{"Name":"Last-Modified","Value":"Thu, 01 Jan 1970 00:00:00 GMT"}]},{"Route":"b.css"}]}""",
            Normalize("""
                { "Version": 1, "Endpoints": [
                  { "Route": "a.css", "ResponseHeaders": [ { "Name": "ETag", "Value": "\u0022gr\u00FCn\u002B/=\u0022" }, { "Name": "Last-Modified", "Value": "Sat, 31 Jan 2026 12:00:00 GMT" } ] },
                  { "Route": "b.css" } ] }
                """));

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[1, 2]")]
    [InlineData("null")]
    [InlineData("""{ "Endpoints": 1 }""")]
    public void What_is_not_such_a_list_stays_byte_for_byte(string json) => Assert.Equal(json, Normalize(json));

    [Theory]
    [InlineData("""{"Endpoints":[1,null,{"ResponseHeaders":[null,{"Name":5},{}]}]}""")]
    [InlineData("""{"Endpoints":[]}""")]
    public void Odd_members_do_no_harm(string json) => Assert.Equal(json, Normalize(json));

    private static string Normalize(string json) => Encoding.UTF8.GetString(StaticWebAssetEndpoints.Normalize(Encoding.UTF8.GetBytes(json)));
}
