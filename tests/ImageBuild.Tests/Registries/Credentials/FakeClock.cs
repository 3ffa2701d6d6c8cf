namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>A clock that stands still until it is moved. Its timers are real ones.</summary>
public sealed class FakeClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
