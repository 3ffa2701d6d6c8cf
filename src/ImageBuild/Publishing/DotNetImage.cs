using System.Globalization;
using ImageBuild.Diagnostics;

namespace ImageBuild.Publishing;

/// <summary>Which of Microsoft's images the SDK's container support takes as a base. Pure; a test compares it with the SDK's own answers.</summary>
public sealed record DotNetImage
{
    /// <summary>The value of ContainerFamily that asks for the image the SDK takes where no family is named.</summary>
    public const string DefaultFamily = "default";

    private const string Root = "mcr.microsoft.com/dotnet";

    /// <summary>From this version on there are variants, and tags of previews name the preview.</summary>
    private const int FirstVersionWithVariants = 8;

    /// <summary>The version of the target framework: "10.0".</summary>
    public required string TargetFrameworkVersion { get; init; }

    /// <summary>The version of the SDK: "10.0.401", "11.0.100-preview.2.1".</summary>
    public required string SdkVersion { get; init; }

    /// <summary>"alpine", "noble-chiseled", <see cref="DefaultFamily"/>.</summary>
    public required string Family { get; init; }

    /// <summary>The image's platforms.</summary>
    public required IReadOnlyList<string> RuntimeIdentifiers { get; init; }

    /// <summary>The application uses ASP.NET Core.</summary>
    public bool AspNetCore { get; init; }

    /// <summary>The application brings its runtime along.</summary>
    public bool SelfContained { get; init; }

    /// <summary>It is compiled to native code as a whole.</summary>
    public bool Aot { get; init; }

    /// <summary>It is cut down to what it uses.</summary>
    public bool Trimmed { get; init; }

    /// <summary>It needs no culture data.</summary>
    public bool InvariantGlobalization { get; init; }

    /// <summary>The reference of the image.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidValue"/>: platforms with and without musl, or versions that are none.</exception>
    public string Infer()
    {
        var framework = ParseVersion(TargetFrameworkVersion, out _, out _);
        var sdk = ParseVersion(SdkVersion, out var patch, out var labels);
        var hasVariants = framework.Major >= FirstVersionWithVariants;
        var version = !hasVariants || framework.Major < sdk.Major || framework.Minor < sdk.Minor
            ? $"{framework.Major}.{framework.Minor}"
            : VersionOf(sdk, patch, labels);
        var repository = SelfContained ? "runtime-deps" : AspNetCore ? "aspnet" : "runtime";
        return $"{Root}/{repository}:{version}{(Family == DefaultFamily ? DefaultVariant(hasVariants, sdk, patch) : Variant(hasVariants && labels.Length == 0))}";
    }

    private string Variant(bool hasExtra) =>
        $"-{Family}{(hasExtra && !IsMusl() && !InvariantGlobalization && Family.EndsWith("-chiseled", StringComparison.Ordinal) ? "-extra" : "")}";

    private string DefaultVariant(bool hasVariants, (int Major, int Minor) sdk, int patch)
    {
        var isMusl = IsMusl();
        if (!hasVariants)
            return isMusl ? "-alpine" : "";
        var isSmall = Aot || Trimmed;
        var ubuntu = (sdk.Major, patch) is ( > 8, _) or (8, >= 300) ? "noble" : "jammy";
        return (isMusl ? "-alpine" : isSmall ? $"-{ubuntu}-chiseled" : "") + (isSmall && !InvariantGlobalization ? "-extra" : "");
    }

    /// <summary>One tag serves all platforms, so all have the same C library.</summary>
    private bool IsMusl()
    {
        var musl = RuntimeIdentifiers.Count(rid => rid.StartsWith("linux-musl", StringComparison.Ordinal));
        return musl == 0
            ? false
            : musl == RuntimeIdentifiers.Count ? true : throw ErrorCodes.InvalidValue.Error($"{string.Join(", ", RuntimeIdentifiers)} have no image in common: musl and glibc.", "Publish platforms with musl and with glibc apart.");
    }

    /// <summary>Images of previews have tags of their own until the first release; so has the first SDK only.</summary>
    private static string VersionOf((int Major, int Minor) sdk, int patch, string[] labels) => labels switch
    {
        [] => $"{sdk.Major}.{sdk.Minor}",
        _ when patch != 100 => $"{sdk.Major}.{sdk.Minor}",
        ["rtm" or "servicing", ..] => $"{sdk.Major}.{sdk.Minor}",
        ["rc" or "preview", var number, ..] => $"{sdk.Major}.{sdk.Minor}.0-{labels[0]}.{number}",
        ["alpha" or "dev" or "ci", ..] => $"{sdk.Major}.{sdk.Minor}-preview",
        _ => throw ErrorCodes.InvalidValue.Error($"There is no image for the SDK {sdk.Major}.{sdk.Minor}.{patch}-{string.Join('.', labels)}.", "Name one with ContainerBaseImage."),
    };

    private static (int Major, int Minor) ParseVersion(string text, out int patch, out string[] labels)
    {
        var parts = text.Split('+')[0].Split('-', 2);
        labels = parts.Length > 1 ? parts[1].Split('.') : [];
        var numbers = parts[0].Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        if (numbers.Count < 2 || numbers.Contains(-1))
            throw ErrorCodes.InvalidValue.Error($"'{text}' is not a version.", "Name the base with ContainerBaseImage.");
        patch = numbers.Count > 2 ? numbers[2] : 0;
        return (numbers[0], numbers[1]);
    }
}
