using System.Globalization;

namespace ImageBuild.Benchmarks.Harness;

/// <summary>Smallest, middle and largest of some measurements.</summary>
internal readonly record struct Spread(double Min, double Median, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[^1]);
    }

    /// <summary>"1.23 (1.10–1.50)".</summary>
    public override string ToString() => ToString("0.00");

    /// <summary>The same with another number format.</summary>
    public string ToString(string format) =>
        string.Create(CultureInfo.InvariantCulture, $"{Text(Median, format)} ({Text(Min, format)}–{Text(Max, format)})");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
