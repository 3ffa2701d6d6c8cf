namespace ImageBuild.Benchmarks.Publishing;

/// <summary>"dotnet publish" and, right after it, the same command with the target that makes the image.</summary>
/// <param name="Plain">Without the target.</param>
/// <param name="Image">With the target.</param>
/// <param name="Task">Seconds inside the tasks that make the image.</param>
/// <param name="Sent">What the registry got.</param>
internal sealed record PublishLap(CommandResult Plain, CommandResult Image, double Task, Traffic Sent)
{
    /// <summary>What the target costs on the clock, in seconds.</summary>
    public double Step => (Image.Wall - Plain.Wall).TotalSeconds;

    /// <summary>What the target costs of the processors, in seconds.</summary>
    public double StepProcessor => (Image.Processor - Plain.Processor).TotalSeconds;
}
