using System.Net;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

public sealed class SampleTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task The_web_api_with_many_packages_answers_on_all_its_endpoints()
    {
        var publication = (await _publisher.PublishAsync(Repository.Sample("WebApi"), _folder["out"])).Succeeded();

        await using var image = await ImageRunner.StartAsync(publication.LayoutPath, publication.Layout.Tag);

        foreach (var path in (string[])["/", "/health", "/time?zone=Asia/Tokyo", "/culture?name=pl-PL", "/about.html", "/notes.yaml", "/openapi/v1.json"])
        {
            var (status, body) = await image.GetAsync(path);
            Assert.True(status == HttpStatusCode.OK, $"{path} answers {status}: {body}\n{image.Output}");
        }
    }

    [Fact]
    public async Task The_console_program_runs_to_its_end()
    {
        var publication = (await _publisher.PublishAsync(Repository.Sample("Console"), _folder["out"])).Succeeded();

        var result = await ImageRunner.RunAsync(publication.LayoutPath, publication.Layout.Tag);

        Assert.Contains("User app, folder /app", result.Succeeded().Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
