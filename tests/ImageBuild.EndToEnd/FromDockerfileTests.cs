using System.Text.RegularExpressions;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>The project that docs/from-dockerfile.md puts in place of a Dockerfile.</summary>
public sealed partial class FromDockerfileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_project_says_what_the_Dockerfile_said()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "from-dockerfile.md"));
        var project = TestProject.Web(_folder.Path, "Orders").WithImageBuild()
            .Containing("certificates/company.crt", "-----BEGIN CERTIFICATE-----\n")
            .Target(Assert.Single(XmlBlock().Matches(page)).Groups["lines"].Value);

        var publication = (await new Publisher(WarmCache.Path).PublishAsync(project.File, _folder["out"])).Succeeded();

        var config = publication.Layout.Config.GetProperty("config");
        Assert.Equal("1654", config.GetProperty("User").GetString());
        Assert.Equal("/app/", config.GetProperty("WorkingDir").GetString());
        Assert.Equal("""{"/data":{}}""", config.GetProperty("Volumes").GetRawText());
        Assert.Equal("""{"8080/tcp":{}}""", config.GetProperty("ExposedPorts").GetRawText());
        Assert.Equal("""["CMD","/app/Orders","--check"]""", config.GetProperty("Healthcheck").GetProperty("Test").GetRawText());
        Assert.Equal(30_000_000_000, config.GetProperty("Healthcheck").GetProperty("Interval").GetInt64());
        Assert.Contains("Features__Reports=true", config.GetProperty("Env").EnumerateArray().Select(variable => variable.GetString()));
        var files = publication.Layout.Files();
        Assert.Contains("usr/local/share/ca-certificates/company.crt", files);
        Assert.Contains("var/lib/dpkg/status.d/libgdiplus", files);
        await using var image = await ImageRunner.StartAsync(publication.LayoutPath, "latest");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await image.GetAsync("/")).Status);
    }

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex(@"^```xml\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex XmlBlock();
}
