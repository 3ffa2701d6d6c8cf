namespace ImageBuild.Benchmarks.Publishing;

/// <summary>A situation somebody publishes in.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Before">What was done before every lap, for the reader.</param>
/// <param name="Arrange">Does it; not measured.</param>
internal sealed record PublishCase(string Name, string Before, Func<Entrant, Task> Arrange)
{
    private const string Bumped = "Polly";

    public static PublishCase FirstImage { get; } = new(
        "first image",
        "a new repository; ImageBuild's cache has the layers of the base and nothing of the application",
        entrant => entrant.StartAfreshAsync());

    public static PublishCase FirstImageZstd { get; } = new(
        "first image, zstd",
        "the same with a base that both pull, and `ContainerCompression=zstd`; the SDK, which has gzip alone, does what it always does",
        entrant => entrant.StartAfreshAsync(compression: "zstd"));

    public static PublishCase NoChange { get; } = new("no change", "nothing", _ => Task.CompletedTask);

    public static PublishCase OneLine { get; } = new(
        "one line changed",
        "one constant of the program (in the solution: of one program) is changed, compiled and published without an image",
        entrant => entrant.ChangeOneLineAsync());

    public static PublishCase PackageBump { get; } = new(
        "one package newer",
        $"{Bumped} 8.9.0 becomes 8.9.1, compiled and published without an image; repository and cache know the image with 8.9.0 alone",
        async entrant =>
        {
            await entrant.StartAfreshAsync();
            await entrant.UseVersionAsync(Bumped, "8.9.0");
            await entrant.MakeImageAsync();
            await entrant.UseVersionAsync(Bumped, "8.9.1");
        });

    public static PublishCase FreshMachine { get; } = new(
        "fresh machine, base pulled",
        "all caches of images are emptied; the repository has the image; both pull the same base image (`ContainerBaseImage`)",
        entrant => entrant.MoveToFreshMachineAsync(pullsBase: true));

    public static PublishCase FreshMachineAssembling { get; } = new(
        "fresh machine, base assembled",
        "the same, but ImageBuild puts the base together from Debian's packages, which it fetches from their source",
        entrant => entrant.MoveToFreshMachineAsync(pullsBase: false));
}
