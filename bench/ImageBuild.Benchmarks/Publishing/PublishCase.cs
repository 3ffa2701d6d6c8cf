namespace ImageBuild.Benchmarks.Publishing;

/// <summary>A situation somebody publishes in.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Arrange">Brings an entrant into it before every lap; not measured.</param>
internal sealed record PublishCase(string Name, Func<Entrant, Task> Arrange)
{
    /// <summary>In this order: each leaves behind what the next one starts from.</summary>
    public static IReadOnlyList<PublishCase> All { get; } =
    [
        new("first image (base there)", entrant => entrant.StartAfreshAsync()),
        new("no change", _ => Task.CompletedTask),
        new("one line changed", entrant => entrant.ChangeOneLineAsync()),
    ];
}
