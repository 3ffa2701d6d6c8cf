using ImageBuild.Diagnostics;
using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>The names users give, in the forms that shells, YAML and MSBuild let through.</summary>
public sealed class ImageNamesTests
{
    [Theory]
    [InlineData("WebApi", "webapi")]
    [InlineData("My.Company.Api", "my.company.api")]
    [InlineData("my_app", "my_app")]
    [InlineData("My App (x64)", "my-app-x64")]
    [InlineData("A..B__C--D", "a.b_c-d")]
    [InlineData("Größe", "gr-e")]
    [InlineData(".Hidden.", "hidden")]
    [InlineData("1", "1")]
    public void A_repository_is_made_of_the_name_of_the_assembly(string assembly, string expected)
    {
        var log = new LogOfLines();
        Assert.Equal(expected, ImageNames.Repository("", assembly, log));
        Assert.Empty(log.Warnings);
    }

    [Theory]
    [InlineData("...")]
    [InlineData("日本")]
    public void An_assembly_whose_name_gives_no_repository_is_an_error(string assembly) =>
        Assert.Equal(ErrorCodes.InvalidRepository, Assert.Throws<ImageBuildException>(() => ImageNames.Repository("", assembly, NullBuildLog.Instance)).Code);

    [Fact]
    public void A_repository_asked_for_stays_as_it_is()
    {
        var log = new LogOfLines();
        Assert.Equal("team/my_app.x", ImageNames.Repository("team/my_app.x", "Other", log));
        Assert.Empty(log.Warnings);
    }

    [Fact]
    public void Upper_case_is_lowered_with_a_warning()
    {
        var log = new LogOfLines();
        Assert.Equal("team/app", ImageNames.Repository("Team/App", "Other", log));
        Assert.StartsWith("IB1021: The repository 'Team/App' became 'team/app'", Assert.Single(log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("team//app")]
    [InlineData("/app")]
    [InlineData("app/")]
    [InlineData("-app")]
    [InlineData("a app")]
    [InlineData("app:1")]
    [InlineData("app..x")]
    public void A_repository_that_no_registry_takes_is_refused_and_not_repaired(string asked) =>
        Assert.Equal(ErrorCodes.InvalidRepository, Assert.Throws<ImageBuildException>(() => ImageNames.Repository(asked, "App", NullBuildLog.Instance)).Code);

    [Theory]
    [InlineData("", "", "latest")]
    [InlineData("1.0", "", "1.0")]
    [InlineData("", "1.0;1", "1.0 1")]
    [InlineData("", "1.0;latest;1.0", "1.0 latest")]
    [InlineData("", "V1,v1", "V1 v1")]
    [InlineData("", "1.0 1\nlatest", "1.0 1 latest")] // blanks need no quoting on any command line
    public void Tags_come_each_once_and_latest_stands_for_none(string tag, string list, string expected) =>
        Assert.Equal(expected, string.Join(' ', ImageNames.Tags(tag, list)));

    [Fact]
    public void A_single_tag_is_no_list() => Assert.Equal(ErrorCodes.InvalidTag, Assert.Throws<ImageBuildException>(() => ImageNames.Tags("1.0 latest", "")).Code);

    [Fact]
    public void Both_properties_at_once_are_refused() =>
        Assert.Equal(ErrorCodes.BothTagProperties, Assert.Throws<ImageBuildException>(() => ImageNames.Tags("1.0", "latest")).Code);

    [Theory]
    [InlineData(".hidden")]
    [InlineData("-x")]
    [InlineData("a:b")]
    [InlineData("grün")]
    public void What_is_not_a_tag_is_refused(string tag) =>
        Assert.Equal(ErrorCodes.InvalidTag, Assert.Throws<ImageBuildException>(() => ImageNames.Tags("", $"ok;{tag}")).Code);
}
