using System.Text;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>ContainerRegistry with more than one registry.</summary>
public sealed class SeveralRegistriesTests(DotNetBase dotnet) : IClassFixture<DotNetBase>, IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task All_get_the_same_image_each_with_its_own_login()
    {
        await using var open = await DockerRegistry.StartAsync();
        await using var closed = await DockerRegistry.StartAsync(RegistryDoor.Password);
        var baseImage = await dotnet.PushAsync(open);

        var publication = (await dotnet.PublishAsync(_folder, $"{open.Host};{closed.Host}", baseImage, LoggedInTo(closed, DockerRegistry.Password))).Succeeded();

        Assert.Equal(publication.Result.Digest, await open.DigestAsync("team/web", "v1"));
        Assert.Equal(publication.Result.Digest, await closed.DigestAsync("team/web", "v1"));
    }

    [Fact]
    public async Task One_that_refuses_makes_the_build_fail_and_the_others_have_the_image()
    {
        await using var open = await DockerRegistry.StartAsync();
        await using var closed = await DockerRegistry.StartAsync(RegistryDoor.Password);
        var baseImage = await dotnet.PushAsync(open);

        var publication = await dotnet.PublishAsync(_folder, $"{closed.Host};{open.Host}", baseImage, LoggedInTo(closed, "incorrect pony"));

        Errors.HasCode(publication.Command.Failed(), "IB3011");
        Assert.Contains(closed.Host, publication.Command.Everything, StringComparison.Ordinal);
        var digest = await open.DigestAsync("team/web", "v1");
        Assert.NotNull(digest);
        Assert.Contains($"delivered {open.Host}/team/web@{digest}", publication.Command.Everything, StringComparison.Ordinal);
        Assert.Null(await closed.DigestAsync("team/web", "v1"));
    }

    public void Dispose() => _folder.Dispose();

    private Surroundings LoggedInTo(DockerRegistry registry, string password)
    {
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DockerRegistry.UserName}:{password}"));
        File.WriteAllText(Path.Combine(_folder.Folder("login"), "config.json"), $$"""{"auths":{"{{registry.Host}}":{"auth":"{{auth}}" } } }""");
        return Surroundings.Usual with { Variables = [("DOCKER_CONFIG", _folder["login"])] };
    }
}
