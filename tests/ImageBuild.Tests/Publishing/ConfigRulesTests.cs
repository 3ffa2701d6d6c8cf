using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>How a base's configuration and a request become the image's.</summary>
public sealed class ConfigRulesTests
{
    private static readonly ImageConfig Base = new()
    {
        Platform = new Platform("linux", "amd64"),
        WorkingDirectory = "/",
        Environment = [new("PATH", "/bin"), new("APP_UID", "1654"), new("LANG", "C")],
        Labels = new Dictionary<string, string> { ["base"] = "1", ["both"] = "base" },
        History = [new HistoryEntry("base")],
    };

    [Fact]
    public void Variables_keep_the_order_of_the_base_and_a_later_value_takes_the_place_of_an_earlier() =>
        Assert.Equal(
            "PATH=/app/bin APP_UID=1654 LANG=C NEW=3 OTHER=4",
            string.Join(' ', Apply(execution => execution with { Environment = [new("NEW", "1"), new("PATH", "/app/bin"), new("OTHER", "4"), new("NEW", "3")] })
                .Environment.Select(pair => $"{pair.Key}={pair.Value}")));

    [Fact]
    public void Names_of_variables_differ_by_case_as_on_Linux() =>
        Assert.Contains(new("path", "x"), Apply(execution => execution with { Environment = [new("path", "x")] }).Environment);

    [Theory]
    [InlineData("app", "1654", "app")]
    [InlineData(null, "1654", "1654")]
    [InlineData(null, "root", "1654")]
    public void The_user_is_the_one_asked_for_else_the_one_in_APP_UID(string? asked, string? ofBase, string? expected) =>
        Assert.Equal(expected, Apply(Base with { User = ofBase }, Platform(execution => execution with { User = asked })).User);

    [Theory]
    [InlineData("web")]
    [InlineData(null)] // root, as the base has it
    public void A_base_without_APP_UID_keeps_its_user(string? ofBase) =>
        Assert.Equal(ofBase, Apply(Base with { User = ofBase, Environment = [] }, Requests.Platform).User);

    [Theory]
    [InlineData("", "ASPNETCORE_HTTP_PORTS=8080", "8080/tcp")]
    [InlineData("", "ASPNETCORE_HTTP_PORTS=80;81 ASPNETCORE_HTTPS_PORTS=443", "80/tcp 81/tcp 443/tcp")]
    [InlineData("", "ASPNETCORE_URLS=http://+:5000;https://*:5001", "5000/tcp 5001/tcp")]
    [InlineData("", "ASPNETCORE_URLS=http://+:5000 ASPNETCORE_HTTP_PORTS=8080", "5000/tcp")] // as at run time, the URLs win
    [InlineData("", "ASPNETCORE_URLS= ASPNETCORE_HTTP_PORTS=8080", "8080/tcp")]
    [InlineData("", "ASPNETCORE_URLS=http://0.0.0.0", "80/tcp")]
    [InlineData("", "ASPNETCORE_URLS=https://[::]", "443/tcp")]
    [InlineData("", "ASPNETCORE_URLS=http://unix:/run/app.sock;http://+:0;http://+:90", "90/tcp")]
    [InlineData("", "ASPNETCORE_URLS=nonsense", "")]
    [InlineData("9000/udp 443 80", "", "80/tcp 443/tcp 9000/udp")]
    [InlineData("8080 8080/udp 8080/tcp", "ASPNETCORE_HTTP_PORTS=8080", "8080/tcp 8080/udp")]
    [InlineData("10000 9 80", "", "9/tcp 80/tcp 10000/tcp")] // by number, not by text
    [InlineData("", "", "")]
    public void Ports_are_those_asked_for_and_those_ASP_NET_Core_listens_on(string asked, string environment, string expected)
    {
        var request = Platform(execution => execution with
        {
            Ports = asked.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Environment = [.. environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => KeyValuePair.Create(pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]))],
        });
        Assert.Equal(expected, string.Join(' ', Apply(Base, request).ExposedPorts));
    }

    [Fact]
    public void Labels_of_the_request_win_over_those_of_the_base() =>
        Assert.Equal(
            new Dictionary<string, string> { ["base"] = "1", ["both"] = "last", ["own"] = "2" },
            Apply(execution => execution with { Labels = [new("both", "first"), new("own", "2"), new("both", "last")] }).Labels);

    [Fact]
    public void The_command_the_folder_the_date_and_the_history_come_from_the_request()
    {
        var created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var request = Platform(execution => execution with { AppCommandArgs = ["--fixed"], DefaultArgs = ["serve"] });
        var config = ConfigRules.Apply(Base with { Entrypoint = ["/base"], Command = ["base"] }, [], request, created, [new HistoryEntry("app", created)], NullBuildLog.Instance);
        Assert.Equal(["/app/App", "--fixed"], config.Entrypoint);
        Assert.Equal(["serve"], config.Command);
        Assert.Equal(("/app", created), (config.WorkingDirectory, config.Created));
        Assert.Equal(["base", "app"], config.History.Select(entry => entry.CreatedBy));
    }

    [Fact]
    public void Labels_that_say_what_the_base_is_are_not_passed_off_as_ours()
    {
        var labels = new Dictionary<string, string> { ["org.opencontainers.image.title"] = "Base", ["org.label-schema.name"] = "base", ["maintainer"] = "them" };
        var config = ConfigRules.Apply(
            Base with { Labels = labels }, [new("org.opencontainers.image.base.name", "registry/base:1")], Requests.Platform, DateTimeOffset.UnixEpoch, [], NullBuildLog.Instance);
        Assert.Equal(new Dictionary<string, string> { ["maintainer"] = "them", ["org.opencontainers.image.base.name"] = "registry/base:1" }, config.Labels);
    }

    [Fact]
    public void Volumes_join_those_of_the_base_and_a_stop_signal_replaces_the_one_of_the_base()
    {
        var config = Apply(Base with { Volumes = ["/data"], StopSignal = "SIGINT" }, Platform(execution => execution with { Volumes = ["/a", "/data"], StopSignal = "SIGQUIT" }));
        Assert.Equal(["/a", "/data"], config.Volumes);
        Assert.Equal("SIGQUIT", config.StopSignal);
        Assert.Equal("SIGINT", Apply(Base with { StopSignal = "SIGINT" }, Requests.Platform).StopSignal);
    }

    [Fact]
    public void A_health_check_replaces_the_one_of_the_base_and_what_else_nobody_knows_stays()
    {
        var baseConfig = Base with { UnknownExecution = [new("Healthcheck", Json("""{"Test":["CMD","x"]}""")), new("OnBuild", Json("[]"))] };
        Assert.Equal(["Healthcheck", "OnBuild"], Apply(baseConfig, Requests.Platform).UnknownExecution.Select(member => member.Key));
        var check = Healthcheck.Parse(["/app/App", "--check"], "30s", "1m30s", "500ms", "5");
        var replaced = Apply(baseConfig, Platform(execution => execution with { Healthcheck = check })).UnknownExecution.ToDictionary(member => member.Key, member => member.Value.GetRawText());
        Assert.Equal("""{"Test":["CMD","/app/App","--check"],"Interval":30000000000,"Timeout":90000000000,"StartPeriod":500000000,"Retries":5}""", replaced["Healthcheck"]);
        Assert.Equal("[]", replaced["OnBuild"]);
    }

    private static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonDocument.Parse(text).RootElement;

    private static ImageConfig Apply(Func<ExecutionRequest, ExecutionRequest> change) => Apply(Base, Platform(change));

    private static ImageConfig Apply(ImageConfig baseConfig, PlatformRequest request) => ConfigRules.Apply(baseConfig, [], request, DateTimeOffset.UnixEpoch, [], NullBuildLog.Instance);

    private static PlatformRequest Platform(Func<ExecutionRequest, ExecutionRequest> change) => Requests.With(change).Platforms[0];
}
