using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>Folders an application may write to.</summary>
public sealed class ImageFolderTests
{
    private static readonly ImageConfig Base = new() { Platform = new Platform("linux", "amd64"), Environment = [new("APP_UID", "1654")] };

    [Theory]
    [InlineData("/app/data", "", "", "app/data 755 1654:1654")] // the user the image runs as
    [InlineData("/app/data/", "700", "", "app/data 700 1654:1654")]
    [InlineData("/srv/größe", "1777", "10:20", "srv/größe 1777 10:20")]
    public void A_folder_belongs_to_the_user_of_the_image_unless_it_says_otherwise(string path, string mode, string owner, string expected) =>
        Assert.Equal([expected], Files(Requests.Platform with { Folders = [ImageFolder.Parse(path, mode, owner)] }));

    [Theory]
    [InlineData("1000", "1000:1000")]
    [InlineData("1000:2000", "1000:2000")]
    [InlineData("app", "0:0")] // names are not looked up
    public void The_user_that_was_asked_for_owns_them(string user, string expected) =>
        Assert.Equal([$"data 755 {expected}"], Files(Requests.With(execution => execution with { User = user }).Platforms[0] with { Folders = [ImageFolder.Parse("/data", "", "")] }));

    [Fact]
    public void A_volume_is_such_a_folder_unless_the_system_has_rights_of_its_own_there() =>
        Assert.Equal(["data 755 1654:1654"], Files(Requests.With(execution => execution with { Volumes = ["/data", "/tmp", "/var/tmp/", "/"] }).Platforms[0]));

    [Theory]
    [InlineData("data", "", "")]
    [InlineData("/", "", "")]
    [InlineData("/a//b", "", "")]
    [InlineData("/a/../b", "", "")]
    [InlineData("/a\nb", "", "")]
    [InlineData("/a", "888", "")]
    [InlineData("/a", "", "app")]
    public void What_is_no_folder_is_refused(string path, string mode, string owner) =>
        Assert.Equal(ErrorCodes.InvalidFile, Assert.Throws<ImageBuildException>(() => ImageFolder.Parse(path, mode, owner)).Code);

    private static IEnumerable<string> Files(PlatformRequest request) => ImageFolder.FilesOf(request, Base)
        .Select(file => $"{file.Entry.Path} {Convert.ToString(file.Entry.Mode, 8)} {file.Entry.UserId}:{file.Entry.GroupId}");
}
