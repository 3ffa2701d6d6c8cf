using ImageBuild.EndToEnd.Fixtures;
using YamlDotNet.RepresentationModel;

namespace ImageBuild.EndToEnd;

/// <summary>The recipes for CI systems: they are YAML, and their shell lines do what the pages say.</summary>
public sealed class RecipeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Recipe; the keys whose values a shell gets; the variables the system or the recipe sets; the tags there are afterwards.</summary>
    public static TheoryData<string, string[], string[], string> Recipes => new()
    {
        { "github.yml", ["run"], ["IMAGE=HOST/acme/orders", "GITHUB_SHA=4f2a91c", "GITHUB_REF_NAME=v1.4.2"], "4f2a91c latest main v1.4.2" },
        { "gitlab-ci.yml", ["before_script", "script"], ["CI_REGISTRY=HOST", "CI_REGISTRY_IMAGE=HOST/acme/orders", "CI_COMMIT_SHA=4f2a91c"], "4f2a91c latest" },
        { "azure-pipelines.yml", ["script"], ["REGISTRY=HOST", "REPOSITORY=acme/orders", "BUILD_SOURCEVERSION=4f2a91c"], "4f2a91c latest" },
        { "tekton.yaml", ["script"], ["PROJECT=src/Orders", "REGISTRY=HOST", "REPOSITORY=acme/orders", "TAG=v1.4.2", "RESULT=result.txt"], "v1.4.2" },
        { "kubernetes-job.yaml", ["args"], ["SOURCE=.", "REGISTRY=HOST", "REPOSITORY=acme/orders", "TAG=v1.4.2"], "v1.4.2" },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task A_recipe_publishes_verifies_and_promotes(string recipe, string[] keys, string[] variables, string tags)
    {
        await using var registry = await DockerRegistry.StartAsync();
        TestProject.Console(_folder.Folder("work/src"), "Orders");
        await new Command("sh", "-ec", "git init -q -b v1.4.2 && git add . && git -c user.name=a -c user.email=a@b commit -qm x") { WorkingDirectory = _folder["work"] }.RunWellAsync();
        var lines = Shell(recipe, keys).Select(line => line.Replace(" ImageBuild.Tool", $" ImageBuild.Tool --version {PackedPackages.Version} --add-source {PackedPackages.Source}", StringComparison.Ordinal));

        await Bash(string.Join('\n', lines), [.. variables.Select(variable => variable.Replace("HOST", registry.Host, StringComparison.Ordinal))]).RunWellAsync();

        var digests = await Task.WhenAll(tags.Split(' ').Select(tag => registry.DigestAsync("acme/orders", tag)));
        Assert.StartsWith("sha256:", Assert.Single(digests.Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_recipe_is_tested_and_has_a_page()
    {
        var files = Directory.GetFiles(Repository.Sample("ci")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(Recipes.Select(row => (string)row[0]).Order(StringComparer.Ordinal), files);
        var pages = string.Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs", "ci")).Select(File.ReadAllText));
        Assert.All(files, file => Assert.Contains($"samples/ci/{file}", pages, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What shells get, in the order of the file. Who reads YAML by line would miss quotes and folds.</summary>
    private static List<string> Shell(string recipe, string[] keys)
    {
        var stream = new YamlStream();
        using (var reader = File.OpenText(Path.Combine(Repository.Sample("ci"), recipe)))
            stream.Load(reader);
        var found = new List<string>();
        Walk(Assert.Single(stream.Documents).RootNode);
        Assert.NotEmpty(found);
        return found;

        void Walk(YamlNode node)
        {
            foreach (var child in (node as YamlSequenceNode)?.Children ?? [])
                Walk(child);
            if (node is not YamlMappingNode map)
                return;
            foreach (var (key, value) in map.Children)
            {
                if (keys.Contains(((YamlScalarNode)key).Value) && value is not YamlMappingNode)
                    found.AddRange(value is YamlSequenceNode several ? several.Select(text => ((YamlScalarNode)text).Value!) : [((YamlScalarNode)value).Value!]);
                else
                    Walk(value);
            }
        }
    }

    private Command Bash(string script, IEnumerable<string> variables)
    {
        var home = _folder.Folder("home");
        return DotNet.Quiet(new Command("bash", "-ec", script) { WorkingDirectory = _folder["work"] })
            .With([.. variables.Select(variable => (variable.Split('=')[0], (string?)variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..]))])
            .With(
                ("HOME", home),
                ("DOTNET_CLI_HOME", home),
                ("DOCKER_CONFIG", home),
                ("PATH", $"{home}/.dotnet/tools:{Environment.GetEnvironmentVariable("PATH")}"),
                ("NUGET_PACKAGES", SharedTool.PackagesFolder),
                ("ContainerCacheDirectory", WarmCache.Path));
    }
}
