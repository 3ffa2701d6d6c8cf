using System.Net;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.FixtureTests;

public sealed class ImageRunnerTests
{
    [Fact]
    public async Task A_web_server_answers_as_the_user_of_its_image()
    {
        using var folder = new TempFolder();
        var layout = await BusyboxImage.CreateAsync(folder);

        await using var image = await ImageRunner.StartAsync(layout, BusyboxImage.Tag, portVariable: "PORT");
        var (status, body) = await image.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(BusyboxImage.Page, body);
        Assert.Contains("user 1654", image.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_answers_after_the_end()
    {
        using var folder = new TempFolder();
        var layout = await BusyboxImage.CreateAsync(folder);
        var image = await ImageRunner.StartAsync(layout, BusyboxImage.Tag, portVariable: "PORT");
        await image.GetAsync("/");

        await image.DisposeAsync();

        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(image.Address));
    }

    [Fact]
    public async Task A_container_that_ends_early_is_reported_with_what_it_said()
    {
        using var folder = new TempFolder();
        var layout = await BusyboxImage.CreateAsync(folder, script: "echo no such luck; exit 3");

        await using var image = await ImageRunner.StartAsync(layout, BusyboxImage.Tag, portVariable: "PORT");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => image.GetAsync("/"));

        Assert.Contains("no such luck", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_ends_by_itself_hands_over_output_and_exit_code()
    {
        using var folder = new TempFolder();
        var layout = await BusyboxImage.CreateAsync(folder, script: "echo $GREETING; exit 3");

        var result = await ImageRunner.RunAsync(layout, BusyboxImage.Tag, "GREETING=good day");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal("good day\n", result.Output);
    }
}
