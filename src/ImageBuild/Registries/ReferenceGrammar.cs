using System.Globalization;
using System.Text.RegularExpressions;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries;

/// <summary>The rules for names, checked here because registries answer a bad name with a meaningless 404.</summary>
/// <remarks>OCI distribution-spec, "Pulling manifests".</remarks>
public static partial class ReferenceGrammar
{
    /// <summary>The longest name (host, '/', repository) that registries and clients agree on, in characters.</summary>
    public const int MaxNameLength = 255;

    /// <summary>The longest tag, in characters.</summary>
    public const int MaxTagLength = 128;

    /// <summary>Whether the text is a repository path, such as "library/debian". The length is not looked at.</summary>
    public static bool IsRepository(string? text) => text is not null && RepositoryPattern().IsMatch(text);

    /// <summary>Whether the text is a tag.</summary>
    public static bool IsTag(string? text) => text is not null && TagPattern().IsMatch(text);

    /// <summary>Whether the text is a host with an optional port: "docker.io", "localhost:5000", "[::1]:5000".</summary>
    public static bool IsRegistry(string? text)
    {
        if (text is null)
            return false;
        var match = RegistryPattern().Match(text);
        if (!match.Success)
            return false;
        var port = match.Groups["port"];
        return (!port.Success || (int.TryParse(port.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535))
            && (text[0] != '[' || System.Net.IPAddress.TryParse(match.Groups["host"].Value, out _));
    }

    /// <summary>Returns the repository name, or says what is wrong with it.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidRepository"/>.</exception>
    public static string RequireRepository(string? text)
    {
        if (IsRepository(text) && text!.Length <= MaxNameLength)
            return text;
        var cause = text switch
        {
            null or "" => "The repository name is empty",
            _ when text.Length > MaxNameLength => $"The repository name has {text.Length} characters, {MaxNameLength} are allowed",
            _ when text.Any(char.IsAsciiLetterUpper) => $"The repository name '{text}' has upper-case letters",
            _ when text.Any(char.IsWhiteSpace) => $"The repository name '{text}' has white space in it",
            _ when text.Contains("//", StringComparison.Ordinal) || text[0] == '/' || text[^1] == '/' => $"The repository name '{text}' has an empty part",
            _ => $"'{text}' is not a repository name",
        };
        throw ErrorCodes.InvalidRepository.Error(cause + ".");
    }

    /// <summary>Returns the tag, or says what is wrong with it.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidTag"/>.</exception>
    public static string RequireTag(string? text)
    {
        if (IsTag(text))
            return text!;
        var cause = text switch
        {
            null or "" => "The tag is empty",
            _ when text.Length > MaxTagLength => $"The tag has {text.Length} characters, {MaxTagLength} are allowed",
            _ => $"'{text}' is not a tag",
        };
        throw ErrorCodes.InvalidTag.Error(cause + ".");
    }

    /// <summary>Returns the host, or says that it is none.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidRegistry"/>.</exception>
    public static string RequireRegistry(string? text) =>
        IsRegistry(text) ? text! : throw ErrorCodes.InvalidRegistry.Error(string.IsNullOrEmpty(text) ? "The registry is empty." : $"'{text}' is not a registry.");

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagPattern();

    // Underscores are no part of a DNS name but container networks use them ("my_registry:5000").
    [GeneratedRegex(@"\A(?:\[(?<host>[0-9A-Fa-f:.]+)\]|[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)*\.?)(?::(?<port>[0-9]{1,5}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegistryPattern();
}
