using ImageBuild.Diagnostics;
using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>Health checks, which Docker and podman run and Kubernetes does not.</summary>
public sealed class HealthcheckTests
{
    [Theory]
    [InlineData("30s", "30000000000")]
    [InlineData("1m30s", "90000000000")]
    [InlineData("2h", "7200000000000")]
    [InlineData("500ms", "500000000")]
    [InlineData("1m500ms", "60500000000")]
    public void A_time_is_written_as_in_a_Dockerfile_and_stands_in_nanoseconds(string text, string expected) =>
        Assert.Equal($$"""{"Test":["CMD","/app/App"],"Interval":{{expected}}}""", Healthcheck.Parse(["/app/App"], text, "", "", "")!.ToJson().GetRawText());

    [Fact]
    public void NONE_switches_the_check_of_the_base_off() => Assert.Equal("""{"Test":["NONE"]}""", Healthcheck.Parse(["NONE"], "", "", "", "")!.ToJson().GetRawText());

    [Fact]
    public void Without_a_command_there_is_no_check() => Assert.Null(Healthcheck.Parse([], "", "", "", ""));

    [Theory]
    [InlineData("/x", "30", "")]
    [InlineData("/x", "0s", "")]
    [InlineData("/x", "-1s", "")]
    [InlineData("/x", "1s1m", "")]
    [InlineData("/x", "1.5s", "")]
    [InlineData("/x", "soon", "")]
    [InlineData("/x", "", "0")]
    [InlineData("/x", "", "many")]
    [InlineData("", "30s", "")] // a time without a command
    public void What_is_no_check_is_refused(string command, string interval, string retries) =>
        Assert.Equal(ErrorCodes.InvalidValue, Assert.Throws<ImageBuildException>(() => Healthcheck.Parse(command.Length > 0 ? [command] : [], interval, "", "", retries)).Code);
}
