using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.Equivalence;

/// <summary>The same project published by the SDK and by us on the same base: what differs is what docs/equivalence.md says.</summary>
public sealed class EquivalenceTests(EquivalenceTests.Corpus corpus) : IClassFixture<EquivalenceTests.Corpus>
{
    private const string Options =
        "-p:ContainerUser=1000 -p:ContainerImageFormat=OCI -p:Version=1.2.3 -p:ContainerTitle=Shop -p:ContainerDescription=Sells -p:ContainerVendor=Acme -p:PackageProjectUrl=https://example.org -p:PackageLicenseExpression=MIT -p:TestItems=true";

    [Theory]
    [InlineData("console", "console", "")]
    [InlineData("console-fsharp", "console --language F#", "")]
    [InlineData("console-vb", "console --language VB", "")]
    [InlineData("console-self-contained", "console", "-r linux-x64 --self-contained")]
    [InlineData("console-single-file", "console", "-r linux-x64 --self-contained -p:PublishSingleFile=true")]
    [InlineData("console-trimmed", "console", "-r linux-x64 --self-contained -p:PublishTrimmed=true")]
    [InlineData("console-ready-to-run", "console", "-r linux-x64 -p:PublishReadyToRun=true")]
    [InlineData("console-aot", "console", "-r linux-x64 -p:PublishAot=true")]
    [InlineData("worker", "worker", "")]
    [InlineData("web", "web", "")]
    [InlineData("web-net8", "web net8.0", "")]
    [InlineData("web-options", "web", Options)]
    [InlineData("web-folder", "web", "-p:ContainerWorkingDirectory=/srv/web/")]
    [InlineData("web-docker", "web", "-p:ContainerBaseImage={docker}")]
    [InlineData("web-no-labels", "web", "-p:ContainerGenerateLabels=false")]
    [InlineData("web-default-args", "web", "-p:ContainerAppCommandInstruction=DefaultArgs -p:TestEntrypoint=true")]
    [InlineData("web-args", "web", "-p:TestArgs=true")]
    [InlineData("razor", "webapp", "")]
    public async Task Images_are_equal_but_for_the_reviewed_differences(string name, string template, string arguments)
    {
        var (ours, theirs) = await corpus.PublishAsync(name, template, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var unexplained = ours.DifferencesFrom(theirs).Where(difference => !AllowedDifference.All.Any(allowed => allowed.Covers(difference))).ToList();
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained.Take(40)));
    }

    [Fact]
    public async Task The_documentation_shows_the_reviewed_list() =>
        Assert.Equal(
            AllowedDifference.All.Select(difference => $"| {difference.What} | {difference.Reason} |"),
            (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "equivalence.md"))).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2));

    /// <summary>The projects, each compiled once, and the registry with their base.</summary>
    public sealed class Corpus : IAsyncLifetime, IDisposable
    {
        private readonly DotNetBaseWithHost _base = new();
        private readonly TempFolder _folder = new();
        private TemplateProjects _projects = null!;

        public async Task InitializeAsync()
        {
            await _base.InitializeAsync();
            // First our target, then the SDK's, in one build: so both take the same publish. The SDK's changes the items it works with.
            _projects = new TemplateProjects(
                _folder["projects"],
                "<ContainerRepository>ours/$(TestCase)</ContainerRepository>",
                """
                <Target Name="TheirsIsElsewhere" AfterTargets="PublishImage"><PropertyGroup><ContainerRepository>theirs/$(TestCase)</ContainerRepository></PropertyGroup></Target>
                <ItemGroup Condition="'$(TestItems)' == 'true'">
                  <ContainerLabel Include="com.example.team" Value="shop" />
                  <ContainerEnvironmentVariable Include="STAGE" Value="test" />
                  <ContainerEnvironmentVariable Include="ASPNETCORE_HTTP_PORTS" Value="9000;9001" />
                  <ContainerPort Include="53" Type="udp" />
                </ItemGroup>
                <ItemGroup Condition="'$(TestEntrypoint)' == 'true'">
                  <ContainerEntrypoint Include="/usr/bin/env" />
                  <ContainerEntrypointArgs Include="-i" />
                </ItemGroup>
                <ItemGroup Condition="'$(TestArgs)' == 'true'">
                  <ContainerAppCommandArgs Include="--fixed;1" />
                  <ContainerDefaultArgs Include="--urls;http://+:5000" />
                </ItemGroup>
                """);
        }

        public Task DisposeAsync() => _base.DisposeAsync();

        public void Dispose()
        {
            _base.Dispose();
            _folder.Dispose();
        }

        internal async Task<(ComparedImage Ours, ComparedImage Theirs)> PublishAsync(string name, string template, string[] arguments)
        {
            var project = await _projects.CreateAsync(name.Replace("-", "", StringComparison.Ordinal), template);
            var surroundings = Surroundings.Usual with
            {
                Variables = [("DOTNET_CONTAINER_INSECURE_REGISTRIES", _base.Registry.Host), ("XDG_CACHE_HOME", _folder["cache"])],
            };
            (await DotNet.RunAsync(
                Path.GetDirectoryName(project)!,
                [
                    "publish", project, "-t:PublishImage", "-t:PublishContainer", $"-p:TestCase={name}", $"-p:ContainerRegistry={_base.Registry.Host}", $"-p:ContainerBaseImage={_base.Reference}",
                    "-p:ContainerImageTag=1", $"-p:ContainerCacheDirectory={WarmCache.Path}", $"-p:ContainerLockFile={_folder[name]}.lock.json",
                    .. arguments.Select(argument => argument.Replace("{docker}", _base.DockerReference, StringComparison.Ordinal)),
                ],
                surroundings)).Succeeded();
            return (await ReadAsync($"ours/{name}"), await ReadAsync($"theirs/{name}"));
        }

        private async Task<ComparedImage> ReadAsync(string repository)
        {
            var place = _folder[repository.Replace('/', '-')];
            await Skopeo.CopyAsync(Skopeo.In(_base.Registry, repository, "1"), $"oci:{place}:1", _base.Registry);
            return ComparedImage.Of(new OciLayout(place), _base.LayerCount);
        }
    }
}
