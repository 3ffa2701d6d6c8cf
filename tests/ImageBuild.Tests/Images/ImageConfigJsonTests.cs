using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Tests.Images;

/// <summary>Image configurations: the same values are the same bytes, and what others put in stays in.</summary>
public sealed class ImageConfigJsonTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, 999, TimeSpan.FromHours(1));

    [Fact]
    public void The_smallest_configuration() =>
        Assert.Equal(
            """{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}""",
            Write(new ImageConfig { Platform = new Platform("linux", "amd64") }));

    [Fact]
    public void Every_member_in_its_order_with_times_in_UTC_without_fractions_and_maps_sorted() =>
        Assert.Equal(
            """{"created":"2026-01-31T11:00:00Z","author":"me","architecture":"arm","os":"linux","variant":"v7","config":{"User":"1654:1654","ExposedPorts":{"80/tcp":{},"8080/udp":{}},"Env":["PATH=/bin","EMPTY=","TEXT=grün \"x\" <y> & 'z'"],"Entrypoint":["/app/run","--fast"],"Cmd":["serve"],"Volumes":{"/data":{}},"WorkingDir":"/app","Labels":{"B":"2","a":"1"},"StopSignal":"SIGINT"},"rootfs":{"type":"layers","diff_ids":["sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]},"history":[{"created":"2026-01-31T11:00:00Z","created_by":"imagebuild app","author":"me","comment":"why"},{"created_by":"ENV A=1","empty_layer":true}]}""",
            Write(new ImageConfig
            {
                Platform = new Platform("linux", "arm", "v7"),
                Created = Noon,
                Author = "me",
                User = "1654:1654",
                WorkingDirectory = "/app",
                Environment = [new("PATH", "/bin"), new("EMPTY", ""), new("TEXT", "grün \"x\" <y> & 'z'")],
                Entrypoint = ["/app/run", "--fast"],
                Command = ["serve"],
                ExposedPorts = ["80/tcp", "8080/udp"],
                Volumes = ["/data"],
                StopSignal = "SIGINT",
                Labels = new Dictionary<string, string> { ["a"] = "1", ["B"] = "2" },
                DiffIds = [Digest.Of("abc")],
                History = [new HistoryEntry("imagebuild app", Noon, Comment: "why", Author: "me"), new HistoryEntry("ENV A=1", EmptyLayer: true)],
            }));

    [Fact]
    public void What_was_read_is_written_again_with_the_members_we_do_not_know()
    {
        const string json =
            """{"created":"2026-01-31T11:00:00Z","author":"me","architecture":"arm64","os":"linux","variant":"v8","config":{"User":"app","ExposedPorts":{"80/tcp":{}},"Env":["A=1=2"],"Entrypoint":["/app"],"Cmd":["x"],"Volumes":{"/v":{}},"WorkingDir":"/w","Labels":{"l":"m"},"StopSignal":"9","Healthcheck":{"Test":["CMD","curl"],"Interval":30000000000},"ArgsEscaped":true},"rootfs":{"type":"layers","diff_ids":["sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]},"history":[{"created_by":"a","empty_layer":true}],"os.version":"10.0","moby.buildkit.cache":{"nested":[1.50,null]}}""";
        Assert.Equal(json, Write(ImageConfigJson.Read(Encoding.UTF8.GetBytes(json))));
    }

    [Fact]
    public void Docker_writes_null_and_empty_text_for_what_is_not_there()
    {
        var config = Read("""{"os":"linux","architecture":"amd64","config":{"User":"","Env":null,"Labels":null,"Volumes":null,"Cmd":null,"WorkingDir":""},"rootfs":{"type":"layers","diff_ids":[]},"history":null}""");
        Assert.Null(config.User);
        Assert.Null(config.WorkingDirectory);
        Assert.Empty(config.Environment);
        Assert.Equal("""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}""", Write(config));
    }

    [Fact]
    public void Times_of_Go_with_nine_digits_are_read() =>
        Assert.Equal(
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Read("""{"created":"2026-01-02T03:04:05.000000009Z","os":"linux","architecture":"amd64","rootfs":{"diff_ids":[]}}""").Created);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"os":"linux","architecture":"amd64"}""")] // no layers
    [InlineData("""{"os":null,"architecture":"amd64","rootfs":{"diff_ids":[]}}""")]
    [InlineData("""{"os":"linux","architecture":5,"rootfs":{"diff_ids":[]}}""")]
    [InlineData("""{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["abc"]}}""")]
    [InlineData("""{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[null]}}""")]
    [InlineData("""{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[]},"config":{"Labels":{"a":1}}}""")]
    [InlineData("""{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[]},"config":{"Labels":{"a":"1","a":"2"}}}""")]
    [InlineData("""{"os":"linux","os":"windows","architecture":"amd64","rootfs":{"diff_ids":[]}}""")]
    [InlineData("""{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[]}} and more""")]
    public void What_is_no_configuration_is_refused(string json) =>
        Assert.Equal(ErrorCodes.InvalidImage, Assert.Throws<ImageBuildException>(() => Read(json)).Code);

    private static string Write(ImageConfig config) => Encoding.UTF8.GetString(ImageConfigJson.Write(config));

    private static ImageConfig Read(string json) => ImageConfigJson.Read(Encoding.UTF8.GetBytes(json));
}
