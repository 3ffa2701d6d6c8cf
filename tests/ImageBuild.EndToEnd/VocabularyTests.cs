using System.Text.Json;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>Properties, items, targets and outputs, as docs/migrating.md lists them.</summary>
public sealed class VocabularyTests(VocabularyTests.BuiltWeb built) : IClassFixture<VocabularyTests.BuiltWeb>, IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Items_the_SDK_does_not_know_reach_the_configuration_and_the_application_may_write_to_its_folders()
    {
        var publication = (await PublishAsync("-p:TestItems=true", "-p:ContainerStopSignal=SIGQUIT", "-p:ContainerHealthcheckInterval=30s")).Succeeded();

        var config = publication.Layout.Config.GetProperty("config");
        Assert.Equal("""["CMD","/app/Web","--check"]""", config.GetProperty("Healthcheck").GetProperty("Test").GetRawText());
        Assert.Equal(30_000_000_000, config.GetProperty("Healthcheck").GetProperty("Interval").GetInt64());
        Assert.Equal("SIGQUIT", config.GetProperty("StopSignal").GetString());
        Assert.Equal("""{"/data":{}}""", config.GetProperty("Volumes").GetRawText());
        Assert.Equal("shop", publication.Layout.Manifest.GetProperty("annotations").GetProperty("com.example.team").GetString());
        await using var image = await ImageRunner.StartAsync(publication.LayoutPath, "latest");
        Assert.Equal("written", (await image.GetAsync("/write?path=/app/uploads/x")).Body);
        Assert.Equal("refused", (await image.GetAsync("/write?path=/app/Web.dll")).Body);
        Assert.Equal("hello", (await image.GetAsync("/read?path=/etc/greeting")).Body); // through the link
    }

    [Fact]
    public async Task An_annotation_stands_where_its_scope_says()
    {
        var publication = (await PublishAsync("-p:TestItems=true", "-p:ContainerRuntimeIdentifiers=linux-x64 linux-arm64")).Succeeded();
        var index = publication.Layout.Manifest;
        Assert.Equal(["com.example.team", "only.index"], index.GetProperty("annotations").EnumerateObject().Select(member => member.Name));
        Assert.All(index.GetProperty("manifests").EnumerateArray(), entry => Assert.Equal(["only.entry"], entry.GetProperty("annotations").EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public async Task Lists_on_the_command_line_arrive_as_they_were_meant()
    {
        var publication = (await PublishAsync(
            "-p:ContainerImageTags=1.4 latest",
            "-p:ContainerEnvironmentVariables=\"A=1,B=two words\"",
            "-p:ContainerLabels=team=shop%2Cstage=größe",
            "-p:ContainerPorts=9000 53/udp")).Succeeded();

        var config = publication.Layout.Config.GetProperty("config");
        Assert.Equal(["1.4", "latest"], publication.Layout.Tags);
        var variables = config.GetProperty("Env").EnumerateArray().Select(variable => variable.GetString()!).ToList();
        Assert.Superset(new HashSet<string> { "A=1", "B=two words" }, variables.ToHashSet());
        Assert.Equal("größe", config.GetProperty("Labels").GetProperty("stage").GetString());
        Assert.Equal("""{"53/udp":{},"8080/tcp":{},"9000/tcp":{}}""", config.GetProperty("ExposedPorts").GetRawText());
    }

    [Fact]
    public async Task Lists_in_environment_variables_arrive_as_they_were_meant()
    {
        var surroundings = Surroundings.Usual with { Variables = [("ContainerEnvironmentVariables", "A=\"1,2\"\nB=x;C=y"), ("ContainerImageTags", "1.4,latest")] };
        var publication = (await PublishAsync(surroundings)).Succeeded();
        Assert.Equal(["1.4", "latest"], publication.Layout.Tags);
        Assert.Superset(new HashSet<string> { "A=1,2", "B=x", "C=y" }, publication.Layout.Config.GetProperty("config").GetProperty("Env").EnumerateArray().Select(variable => variable.GetString()!).ToHashSet());
    }

    [Fact]
    public async Task Targets_hook_in_before_the_image_and_after_it()
    {
        var publication = (await PublishAsync("-p:TestHooks=true")).Succeeded();
        Assert.Equal(["from-hook"], publication.Layout.Tags);
        Assert.Contains($"hook after {publication.Result.Digest} of from-hook", publication.Command.Output, StringComparison.Ordinal);
        Assert.Equal("late", publication.Layout.Config.GetProperty("config").GetProperty("Labels").GetProperty("hook").GetString());
    }

    [Fact]
    public async Task The_digest_can_be_asked_for_on_the_command_line_and_the_target_returns_the_image()
    {
        var publication = (await PublishAsync("-getProperty:GeneratedContainerDigest", "-getItem:GeneratedContainer", "-getTargetResult:PublishImage")).Succeeded();
        var answer = JsonDocument.Parse(publication.Command.Output).RootElement;
        Assert.Equal(publication.Result.Digest, answer.GetProperty("Properties").GetProperty("GeneratedContainerDigest").GetString());
        var item = Assert.Single(answer.GetProperty("Items").GetProperty("GeneratedContainer").EnumerateArray());
        Assert.Equal("linux/amd64", item.GetProperty("Platform").GetString());
        Assert.Equal(publication.Result.Digest, Assert.Single(answer.GetProperty("TargetResults").GetProperty("PublishImage").GetProperty("Items").EnumerateArray()).GetProperty("ManifestDigest").GetString());
    }

    [Fact]
    public async Task The_next_step_of_a_workflow_gets_the_digest()
    {
        var publication = (await PublishAsync(Surroundings.Usual with { Variables = [("GITHUB_OUTPUT", _folder["github"])] })).Succeeded();
        Assert.Contains($"digest={publication.Result.Digest}\n", await File.ReadAllTextAsync(_folder["github"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("publish", "-p:PublishProfile=DefaultContainer")]
    [InlineData("publish", "-p:WebPublishMethod=Container", "-t:PublishImage")]
    [InlineData("build", "-p:PublishProfile=DefaultContainer", "-t:PublishImage")]
    [InlineData("build", "-p:PublishProfile=DefaultContainer", "-p:DeployOnBuild=true")]
    public async Task The_container_profile_makes_this_image_once_and_no_other(string command, params string[] arguments)
    {
        // The SDK's own image would need a registry that cannot be reached.
        var offline = built.Publisher with { Surroundings = Surroundings.Usual with { Variables = [("HTTPS_PROXY", "http://127.0.0.1:9")] } };
        var publication = (await offline.RunAsync(command, built.Project, _folder["out"], ["-c", "Release", .. arguments])).Succeeded();
        Assert.Equal(2, publication.Command.Output.Split(publication.Result.Digest).Length);
    }

    [Fact]
    public async Task The_container_profile_leaves_the_target_of_the_SDK_to_those_who_name_it()
    {
        var offline = built.Publisher with { Surroundings = Surroundings.Usual with { Variables = [("HTTPS_PROXY", "http://127.0.0.1:9")] } };
        var publication = await offline.RunAsync("publish", built.Project, _folder["out"], "-p:PublishProfile=DefaultContainer", "-t:PublishContainer");
        Assert.Contains("CreateNewImage", publication.Command.Failed().Everything, StringComparison.Ordinal);
        Assert.True(Directory.Exists(publication.LayoutPath));
    }

    [Fact]
    public async Task A_family_leads_to_the_image_the_SDK_infers()
    {
        // Nobody listens there, so the error names what would have been pulled.
        var offline = Surroundings.Usual with { Variables = [("HTTPS_PROXY", "http://127.0.0.1:9"), ("IMAGEBUILD_REGISTRY_TIMEOUT", "1")] };
        var publication = await PublishAsync(offline, "-p:ContainerFamily=noble-chiseled", $"-p:ContainerLockFile={_folder["other.lock.json"]}");
        Errors.HasCode(publication.Command.Failed());
        Assert.Contains("mcr.microsoft.com", publication.Command.Everything, StringComparison.Ordinal);
        Assert.Contains("dotnet/aspnet", publication.Command.Everything, StringComparison.Ordinal);
        Assert.Contains("10.0-noble-chiseled-extra", publication.Command.Everything, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<Publication> PublishAsync(params string[] arguments) => PublishAsync(Surroundings.Usual, arguments);

    private Task<Publication> PublishAsync(Surroundings surroundings, params string[] arguments) =>
        (built.Publisher with { Surroundings = surroundings }).PublishAsync(built.Project, _folder["out"], ["--no-build", .. arguments]);

    /// <summary>A web application that is built once, with items and targets that properties switch on.</summary>
    public sealed class BuiltWeb : IAsyncLifetime, IDisposable
    {
        private const string Program = """
            var app = WebApplication.Create(args);
            app.MapGet("/", () => "up");
            app.MapGet("/read", (string path) => File.ReadAllText(path));
            app.MapGet("/write", (string path) => { try { File.AppendAllText(path, ""); return "written"; } catch (UnauthorizedAccessException) { return "refused"; } });
            app.Run();
            """;

        private readonly TempFolder _folder = new();

        internal Publisher Publisher { get; } = new(WarmCache.Path);

        public string Project { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Project = TestProject.Web(_folder.Path).WithImageBuild()
                .Containing("Program.cs", Program)
                .Containing("greeting.txt", "hello")
                .Item("""<ContainerHealthcheck Include="/app/Web;--check" Condition="'$(TestItems)' == 'true'" />""")
                .Item("""<ContainerVolume Include="/data" Condition="'$(TestItems)' == 'true'" />""")
                .Item("""<ContainerFolder Include="/app/uploads" Condition="'$(TestItems)' == 'true'" />""")
                .Item("""<ContainerFile Include="greeting.txt" TargetPath="/usr/share/greeting" Condition="'$(TestItems)' == 'true'" />""")
                .Item("""<ContainerFile Include="greeting" TargetPath="/etc/greeting" LinkTarget="../usr/share/greeting" Condition="'$(TestItems)' == 'true'" />""")
                .Item("""<ContainerAnnotation Include="com.example.team" Value="shop" Condition="'$(TestItems)' == 'true'" />""")
                .Item("""<ContainerAnnotation Include="only.index" Value="1" Scope="index" Condition="'$(TestItems)' == 'true'" />""")
                .Item("""<ContainerAnnotation Include="only.entry" Value="2" Scope="descriptor" Condition="'$(TestItems)' == 'true'" />""")
                .Target("""
                    <Target Name="ChooseTag" BeforeTargets="ComputeImageConfig" Condition="'$(TestHooks)' == 'true'"><PropertyGroup><ContainerImageTag>from-hook</ContainerImageTag></PropertyGroup></Target>
                    <Target Name="LastLabel" BeforeTargets="PublishImage" Condition="'$(TestHooks)' == 'true'"><ItemGroup><ContainerLabel Include="hook" Value="late" /></ItemGroup></Target>
                    <Target Name="Tell" AfterTargets="PublishImage" Condition="'$(TestHooks)' == 'true'"><Message Importance="high" Text="hook after $(GeneratedContainerDigest) of $(ContainerImageTag)" /></Target>
                    """)
                .File;
            (await Publisher.PublishAsync(Project, _folder["out"])).Succeeded();
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _folder.Dispose();
    }
}
