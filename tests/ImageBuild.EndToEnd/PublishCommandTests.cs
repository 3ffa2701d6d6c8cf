using ImageBuild.EndToEnd.Fixtures;
using ImageBuild.EndToEnd.Inspection;

namespace ImageBuild.EndToEnd;

/// <summary>imagebuild publish: whatever the SDK can publish, without a reference to us.</summary>
public sealed class PublishCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_solution_gives_an_image_for_each_application_and_one_table()
    {
        Services();
        await File.WriteAllTextAsync(_folder["Shop.slnx"], """<Solution><Project Path="Words/Words.csproj" /><Project Path="Orders/Orders.csproj" /><Project Path="Billing/Billing.csproj" /></Solution>""");

        var result = (await PublishAsync(_folder["Shop.slnx"])).Succeeded();

        var references = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["Billing", "Orders"], references.Select(ProjectOf));
        Assert.Matches("""IMAGE +DIGEST +SIZE +SENT +READY AFTER\nbilling:latest +sha256:[0-9a-f]{12} .* s\norders:latest +sha256:""", result.Error);
    }

    [Fact]
    public async Task Several_projects_are_published_also_when_one_of_them_fails()
    {
        Services();
        TestProject.Console(_folder.Path, "Broken").Containing("Program.cs", "this is no program");

        var result = await PublishAsync(_folder["Orders"], _folder["Broken"], _folder["Billing"]);

        result.Failed();
        Assert.Contains("error CS", result.Error, StringComparison.Ordinal);
        Assert.Equal(["Orders", "Billing"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ProjectOf));
    }

    [Fact]
    public async Task A_file_based_app_becomes_an_image_that_runs()
    {
        await File.WriteAllTextAsync(_folder["greet.cs"], "#:property PublishAot=false\n" + Sources.Console);

        var result = (await PublishAsync(_folder["greet.cs"])).Succeeded();

        var layout = _folder["artifacts/greet.image"];
        Assert.StartsWith($"oci:{layout}@sha256:", result.Output, StringComparison.Ordinal);
        Assert.Contains(Sources.ConsoleGreeting, (await ImageRunner.RunAsync(layout, "latest")).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_prints_the_digests_alone_and_json_the_result_files()
    {
        var project = TestProject.Console(_folder.Path).File;

        var quiet = (await PublishAsync(project, "--quiet")).Succeeded();
        var json = Documents.Read((await PublishAsync(project, "--output", "json")).Succeeded(), "publish");

        Assert.Equal("", quiet.Error);
        var result = json["images"]![0]!["result"]!;
        Assert.EndsWith($"@{result.Text("digest")}", quiet.Output.Trim(), StringComparison.Ordinal);
        Assert.Equal("Tool", json["images"]![0]!.Text("project"));
    }

    [Fact]
    public async Task A_dry_run_writes_no_image()
    {
        var project = TestProject.Console(_folder.Path);

        var result = (await PublishAsync(project.File, "--dry-run", "--layout", _folder["layout"])).Succeeded();

        Assert.Equal("", result.Output);
        Assert.False(Directory.Exists(_folder["layout"]));
    }

    [Fact]
    public async Task What_is_no_application_is_an_error_with_a_code()
    {
        var project = TestProject.Console(_folder.Path).Property("IsPublishable", "false");

        Errors.HasCode((await PublishAsync(project.File)).Failed(), "IB4005");
    }

    public void Dispose() => _folder.Dispose();

    private void Services()
    {
        TestProject.Library(_folder.Path);
        foreach (var name in (string[])["Orders", "Billing"])
            TestProject.Console(_folder.Path, name).Item("""<ProjectReference Include="../Words/Words.csproj" />""");
    }

    private string ProjectOf(string reference) => Path.GetRelativePath(_folder.Path, reference["oci:".Length..]).Split('/')[0];

    private async Task<CommandResult> PublishAsync(params string[] arguments)
    {
        var command = await new SharedTool(_folder.Folder("home")).CommandAsync(["publish", .. arguments, "--", $"-p:ContainerCacheDirectory={WarmCache.Path}"]);
        return await command.With(("NUGET_PACKAGES", SharedTool.PackagesFolder)).RunAsync();
    }
}
