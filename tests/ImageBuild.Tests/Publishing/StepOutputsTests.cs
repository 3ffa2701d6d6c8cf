using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>What the next steps of a pipeline get to know.</summary>
public sealed class StepOutputsTests : IDisposable
{
    private const string Image = "registry.example:5000/team/app:1.0";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_developers_machine_gets_nothing()
    {
        var steps = StepOutputs.For(Outputs(Image), "", _ => null);
        Assert.Empty(steps.Files);
        Assert.Empty(steps.Commands);
    }

    [Fact]
    public async Task GitHub_gets_lines_at_the_end_of_its_file()
    {
        var file = _folder.File("output", "before=1\n");
        await StepOutputs.For(Outputs(Image), "", name => name == "GITHUB_OUTPUT" ? file : null).WriteAsync(default);
        Assert.Equal($"before=1\nimage={Image}\ndigest={Results.Image.Digest}\nreference=registry.example:5000/team/app@{Results.Image.Digest}\n", File.ReadAllText(file));
    }

    [Fact]
    public async Task GitLab_gets_a_dotenv_report()
    {
        await StepOutputs.For(Outputs(Image), "", name => name switch { "GITLAB_CI" => "true", "CI_PROJECT_DIR" => _folder.Path, _ => null }).WriteAsync(default);
        Assert.Equal($"IMAGE={Image}\nIMAGE_DIGEST={Results.Image.Digest}\nIMAGE_REFERENCE=registry.example:5000/team/app@{Results.Image.Digest}\n", File.ReadAllText(Path.Combine(_folder.Path, "imagebuild.env")));
    }

    [Fact]
    public void Azure_Pipelines_reads_commands_in_the_log() =>
        Assert.Equal(
            $"##vso[task.setvariable variable=digest;isOutput=true]{Results.Image.Digest}",
            StepOutputs.For(Outputs(Image), "", name => name == "TF_BUILD" ? "True" : null).Commands[1]);

    [Fact]
    public void Projects_of_a_solution_do_not_overwrite_each_other() =>
        Assert.StartsWith(
            "##vso[task.setvariable variable=My_App_image;",
            StepOutputs.For(Outputs(Image), "My.App", name => name == "TF_BUILD" ? "True" : null).Commands[0],
            StringComparison.Ordinal);

    [Theory]
    [InlineData("oci:/out/image:1.0", "oci:/out/image@")]
    [InlineData("docker-archive:/out/app.tar:team/app:1.0", "docker-archive:/out/app.tar@")]
    [InlineData("localhost/app:1.0", "localhost/app@")]
    [InlineData("team/app:1.0", "team/app:1.0")] // in an engine
    public void The_reference_holds_the_digest_where_the_place_knows_it(string image, string expected) =>
        Assert.StartsWith(expected, StepOutputs.For(Outputs(image), "", name => name == "TF_BUILD" ? "True" : null).Commands[2].Split(']')[1], StringComparison.Ordinal);

    private static PublishOutputs Outputs(string image) => PublishOutputs.Of(Results.With()) with { References = [image] };
}
