using System.Net;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

public sealed class WebApplicationTests(RunningWebApplication application) : IClassFixture<RunningWebApplication>
{
    [Theory]
    [InlineData("/", Sources.WebGreeting)]
    [InlineData("/time?zone=Europe/Berlin", "02:00:00")]
    [InlineData("/culture?name=de-DE", "1.234,5")]
    [InlineData("/user", "1654")]
    public async Task Answers(string path, string answer)
    {
        var (status, body) = await application.Image.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(answer, body);
    }
}
