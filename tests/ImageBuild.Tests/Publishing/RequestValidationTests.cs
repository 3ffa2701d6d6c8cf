using ImageBuild.Diagnostics;
using ImageBuild.Publishing;
using ImageBuild.Transfers;

namespace ImageBuild.Tests.Publishing;

/// <summary>What no registry or runtime would take is refused before anything is built.</summary>
public sealed class RequestValidationTests
{
    [Theory]
    [InlineData("80", "80/tcp")]
    [InlineData("080", "80/tcp")]
    [InlineData("8080/tcp", "8080/tcp")]
    [InlineData("53/UDP", "53/udp")]
    [InlineData("65535", "65535/tcp")]
    public void A_port_has_a_protocol(string port, string expected) => Assert.Equal(expected, RequestValidation.NormalizePort(port));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-80")]
    [InlineData("+80")]
    [InlineData(" 80")]
    [InlineData("80a")]
    [InlineData("http")]
    [InlineData("80-90")]
    [InlineData("80/")]
    [InlineData("80/icmp")]
    [InlineData("80/sctp")] // the SDK refuses it as well
    [InlineData("80/tcp/udp")]
    [InlineData("99999999999")]
    public void What_is_not_a_port_is_refused(string port) => AssertRefused(ErrorCodes.InvalidPort, with => with with { Ports = [port] });

    [Theory]
    [InlineData(null)]
    [InlineData("1654")]
    [InlineData("0:0")]
    [InlineData("app")]
    [InlineData("app:app")]
    [InlineData("_svc-1.x$:1000")]
    [InlineData("4294967295")]
    public void A_user_is_a_name_or_a_number_with_or_without_a_group(string? user) =>
        Assert.Null(Record.Exception(() => RequestValidation.Check(Requests.With(with => with with { User = user }))));

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("app:")]
    [InlineData(":app")]
    [InlineData("a:b:c")]
    [InlineData("a b")]
    [InlineData("-1")]
    [InlineData("-app")]
    [InlineData("1app")]
    [InlineData("4294967296")]
    [InlineData("größe")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm")] // 65 letters
    public void What_is_not_a_user_is_refused(string user) => AssertRefused(ErrorCodes.InvalidUser, with => with with { User = user });

    [Theory]
    [InlineData("a", "")]
    [InlineData("org.opencontainers.image.title", "Any text: \"=\" \n of two lines, grün")]
    [InlineData("com.example/some_key-1", "x")]
    public void A_label_has_a_key_without_white_space_and_any_text(string key, string value) =>
        Assert.Null(Record.Exception(() => RequestValidation.Check(Requests.With(with => with with { Labels = [new(key, value)] }))));

    [Theory]
    [InlineData("", "x")]
    [InlineData("a b", "x")]
    [InlineData("a=b", "x")]
    [InlineData("a\"b", "x")]
    [InlineData("a\nb", "x")]
    [InlineData("a", "x\0y")]
    public void What_is_not_a_label_is_refused(string key, string value) => AssertRefused(ErrorCodes.InvalidLabel, with => with with { Labels = [new(key, value)] });

    [Theory]
    [InlineData("A", "")]
    [InlineData("_A1", "a=b c")]
    [InlineData("Logging__LogLevel__Default", "x")]
    [InlineData("ConnectionStrings:Default", "x")] // .NET reads it, shells do not
    public void An_environment_variable_has_a_name_that_runtimes_take(string name, string value) =>
        Assert.Null(Record.Exception(() => RequestValidation.Check(Requests.With(with => with with { Environment = [new(name, value)] }))));

    [Theory]
    [InlineData("", "x")]
    [InlineData("1A", "x")]
    [InlineData("A=B", "x")]
    [InlineData("A B", "x")]
    [InlineData("A\n", "x")]
    [InlineData("A", "x\0y")]
    public void What_is_not_an_environment_variable_is_refused(string name, string value) =>
        AssertRefused(ErrorCodes.InvalidEnvironmentVariable, with => with with { Environment = [new(name, value)] });

    [Theory]
    [InlineData("")]
    [InlineData("app")]
    [InlineData("./app")]
    [InlineData("C:\\app")]
    public void A_working_directory_is_absolute(string folder) => AssertRefused(ErrorCodes.InvalidWorkingDirectory, with => with with { WorkingDirectory = folder });

    [Theory]
    [InlineData("data")]
    [InlineData("./data")]
    [InlineData("/data/../etc")]
    [InlineData("/da\nta")]
    public void A_volume_is_absolute(string folder) => AssertRefused(ErrorCodes.InvalidValue, with => with with { Volumes = [folder] });

    [Theory]
    [InlineData("SIGTERM", true)]
    [InlineData("SIGRTMIN+3", true)]
    [InlineData("9", true)]
    [InlineData("64", true)]
    [InlineData("0", false)]
    [InlineData("65", false)]
    [InlineData("TERM", false)]
    [InlineData("sigterm", false)]
    [InlineData("", false)]
    public void A_stop_signal_is_a_name_or_a_number(string signal, bool isTaken)
    {
        var thrown = Record.Exception(() => RequestValidation.Check(Requests.With(with => with with { StopSignal = signal })));
        Assert.Equal(isTaken ? null : ErrorCodes.InvalidValue, (thrown as ImageBuildException)?.Code);
    }

    [Theory]
    [InlineData("win-x64")]
    [InlineData("linux-musl-x64")] // the assembled base has glibc
    [InlineData("linux-musl-arm64")]
    public void A_runtime_identifier_that_would_not_start_is_refused(string runtimeIdentifier) =>
        Assert.Equal(
            ErrorCodes.UnsupportedRuntimeIdentifier,
            Assert.Throws<ImageBuildException>(() => RequestValidation.Check(Requests.Plain.With(platform => platform with { RuntimeIdentifier = runtimeIdentifier }))).Code);

    [Theory]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(101, false)]
    public void The_layer_budget_is_a_number_from_1_to_100(int budget, bool isTaken)
    {
        var thrown = Record.Exception(() => RequestValidation.Check(Requests.Plain with { LayerBudget = budget }));
        Assert.Equal(isTaken ? null : ErrorCodes.InvalidValue, (thrown as ImageBuildException)?.Code);
    }

    [Fact]
    public void A_base_image_may_have_musl() =>
        Assert.Null(Record.Exception(() => RequestValidation.Check(
            Requests.Plain.With(platform => platform with { RuntimeIdentifier = "linux-musl-x64", Base = new BaseRequest.Pulled(ImageLocation.Parse("docker.io/library/alpine:3")) }))));

    [Fact]
    public void A_platform_that_is_there_twice_is_refused()
    {
        PlatformRequest[] twice = [Requests.Platform, Requests.Platform with { RuntimeIdentifier = "linux-musl-x64", Base = new BaseRequest.Pulled(ImageLocation.Parse("alpine:3")) }];
        var refusal = Assert.Throws<ImageBuildException>(() => RequestValidation.Check(Requests.Plain with { Platforms = twice }));
        Assert.Equal((ErrorCodes.InvalidValue, "linux-x64 and linux-musl-x64 are both linux/amd64."), (refusal.Code, refusal.Cause));
    }

    private static void AssertRefused(ErrorCode code, Func<ExecutionRequest, ExecutionRequest> change) =>
        Assert.Equal(code, Assert.Throws<ImageBuildException>(() => RequestValidation.Check(Requests.With(change))).Code);
}
