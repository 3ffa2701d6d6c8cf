namespace ImageBuild.Benchmarks.Publishing;

/// <summary>"dotnet publish" with the target that makes the image, and the same command without it right before and right after, as machines become faster and slower.</summary>
/// <param name="Before">Without the target.</param>
/// <param name="Image">With the target.</param>
/// <param name="After">Without the target.</param>
/// <param name="Task">Seconds inside the tasks that make the image.</param>
/// <param name="Sent">What the registry got.</param>
internal sealed record PublishLap(CommandResult Before, CommandResult Image, CommandResult After, double Task, Traffic Sent)
{
    /// <summary>What the command takes without the target on the clock, in seconds.</summary>
    public double Plain => (Before.Wall + After.Wall).TotalSeconds / 2;

    /// <summary>What the target costs on the clock, in seconds.</summary>
    public double Step => Image.Wall.TotalSeconds - Plain;

    /// <summary>What the target costs of the processors, in seconds.</summary>
    public double StepProcessor => (Image.Processor - ((Before.Processor + After.Processor) / 2)).TotalSeconds;
}
