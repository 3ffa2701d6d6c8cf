using System.Globalization;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>One figure of both contenders.</summary>
/// <param name="Measure">What it is.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Sdk">The SDK's.</param>
/// <param name="Ours">ImageBuild's.</param>
internal sealed record Comparison(string Measure, string Format, double Sdk, double Ours)
{
    /// <summary>Below that, two figures are the same on a machine that does other things too.</summary>
    private const double Noise = 1.03;

    /// <summary>The SDK needs less.</summary>
    public bool IsLost => Ours > Sdk * Noise;

    /// <summary>"image step 1.84 s → 0.15 s".</summary>
    public override string ToString() => $"{Measure} {Text(Sdk)} → {Text(Ours)}";

    private string Text(double value) =>
        value.ToString(Format.Split(' ')[0], CultureInfo.InvariantCulture) + (Format.Contains(' ', StringComparison.Ordinal) ? " " + Format.Split(' ')[1] : "");
}
