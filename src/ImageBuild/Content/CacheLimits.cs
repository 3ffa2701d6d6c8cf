using System.Globalization;
using ImageBuild.Diagnostics;

namespace ImageBuild.Content;

/// <summary>How much the local cache may hold.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Unused">How long a blob stays that nobody uses.</param>
public sealed record CacheLimits(long Size, TimeSpan Unused)
{
    /// <summary>The variable with the size.</summary>
    public const string SizeVariable = "IMAGEBUILD_CACHE_SIZE";

    /// <summary>The variable with the days.</summary>
    public const string DaysVariable = "IMAGEBUILD_CACHE_DAYS";

    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    /// <summary>5 GB and 30 days.</summary>
    public static CacheLimits Default { get; } = new(5_000_000_000, TimeSpan.FromDays(30));

    /// <summary>The limits the environment sets, the default ones where it sets none.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidValue"/>.</exception>
    public static CacheLimits FromEnvironment(Func<string, string?> environment) => new(
        environment(SizeVariable) is { Length: > 0 } size ? ParseSize(size, SizeVariable) : Default.Size,
        environment(DaysVariable) is { Length: > 0 } days ? ParseDays(days, DaysVariable) : Default.Unused);

    /// <summary>"5GB", "500 MB", "2GiB", or a number of bytes.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="name">What it was written for, for the message.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidValue"/>.</exception>
    public static long ParseSize(string text, string name)
    {
        var trimmed = text.Trim();
        var unit = Units.FirstOrDefault(unit => trimmed.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        var (number, factor) = unit.Suffix is null ? (trimmed, 1) : (trimmed[..^unit.Suffix.Length].TrimEnd(), unit.Factor);
        var isNumber = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        return isNumber && value <= long.MaxValue / factor
            ? (long)(value * factor)
            : throw ErrorCodes.InvalidValue.Error($"{name} is '{text}'.", "Set it to a size such as 5GB or 500MB.");
    }

    /// <summary>A whole number of days.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="name">What it was written for, for the message.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidValue"/>.</exception>
    public static TimeSpan ParseDays(string text, string name) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            ? TimeSpan.FromDays(days)
            : throw ErrorCodes.InvalidValue.Error($"{name} is '{text}'.", "Set it to a whole number of days, such as 30.");
}
