using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>Wrong input ends before anything is written, with a code to search for.</summary>
public sealed class InvalidInputTests(InvalidInputTests.BuiltProject built) : IClassFixture<InvalidInputTests.BuiltProject>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Theory]
    [InlineData("ContainerRepository=team//tool")]
    [InlineData("ContainerRepository=-team")]
    [InlineData("ContainerImageTag=has space")]
    [InlineData("ContainerImageTag=.hidden")]
    [InlineData("ContainerUser=no:such:user")]
    [InlineData("TestPort=99999")]
    [InlineData("TestPort=80a")]
    [InlineData("TestPort=80;TestPortType=sctp")]
    [InlineData("TestLabel=bad label!")]
    public async Task Is_refused(string property) =>
        await RefusesAsync([.. property.Split(';').Select(setting => $"-p:{setting}")]);

    [Fact]
    public async Task A_tag_of_more_than_128_characters_is_refused() =>
        await RefusesAsync([$"-p:ContainerImageTag={new string('a', 129)}"]);

    [Fact]
    public async Task Both_tag_properties_together_are_refused() =>
        await RefusesAsync(["-p:ContainerImageTag=one", "-p:ContainerImageTags=two"]);

    public void Dispose() => _folder.Dispose();

    private async Task RefusesAsync(string[] arguments)
    {
        var publication = await _publisher.PublishAsync(built.Project, _folder["out"], ["--no-build", .. arguments]);

        Errors.HasCode(publication.Command.Failed());
        Assert.False(Directory.Exists(_folder["out"]), "Something was written.");
    }

    /// <summary>A project that is built once; wrong values reach its items by properties.</summary>
    public sealed class BuiltProject : IAsyncLifetime, IDisposable
    {
        private readonly TempFolder _folder = new();

        public string Project { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Project = TestProject.Console(_folder.Path).WithImageBuild()
                .Item("""<ContainerPort Include="$(TestPort)" Type="$(TestPortType)" Condition="'$(TestPort)' != ''" />""")
                .Item("""<ContainerLabel Include="$(TestLabel)" Value="some" Condition="'$(TestLabel)' != ''" />""")
                .File;
            (await DotNet.RunAsync(_folder.Path, ["build", Project, "-c", "Release"])).Succeeded();
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _folder.Dispose();
    }
}
