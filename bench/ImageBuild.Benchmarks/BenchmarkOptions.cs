using System.Globalization;

namespace ImageBuild.Benchmarks;

/// <summary>What can be chosen on the command line.</summary>
/// <param name="Rounds">How many rounds count; null for each benchmark's own choice.</param>
/// <param name="KeepFiles">Leaves the copied projects and the registry's storage for a look.</param>
/// <param name="Workloads">What is published; empty for everything.</param>
/// <param name="Cases">The names of the situations it is published in; empty for all.</param>
internal sealed record BenchmarkOptions(int? Rounds, bool KeepFiles, IReadOnlyList<string> Workloads, IReadOnlyList<string> Cases)
{
    /// <summary>Nothing was left out, so the results may be kept in the documentation.</summary>
    public bool IsDefault => Rounds is null && Workloads.Count == 0 && Cases.Count == 0;

    /// <exception cref="ArgumentException">An option that does not exist.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions(null, false, [], []);
        for (var i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--rounds" when i + 1 < arguments.Count && int.TryParse(arguments[++i], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0
                    => options with { Rounds = rounds },
                "--workload" when i + 1 < arguments.Count => options with { Workloads = [.. options.Workloads, arguments[++i]] },
                "--case" when i + 1 < arguments.Count => options with { Cases = [.. options.Cases, arguments[++i]] },
                "--keep" => options with { KeepFiles = true },
                _ => throw new ArgumentException($"'{arguments[i]}' is not an option."),
            };
        }

        return options;
    }
}
