using System.Text.RegularExpressions;

namespace ImageBuild.EndToEnd.Fixtures;

internal static partial class Errors
{
    /// <summary>Fails the test unless the output holds an error of ours with its code, and no stack trace.</summary>
    /// <returns>The code.</returns>
    public static string HasCode(CommandResult result)
    {
        var error = Coded().Match(result.Everything);
        Assert.True(error.Success, $"No coded error in:\n{result.Everything}");
        Assert.DoesNotContain("   at ImageBuild.", result.Everything, StringComparison.Ordinal);
        return error.Groups["code"].Value;
    }

    /// <summary>Fails the test unless the output holds an error with this code.</summary>
    public static void HasCode(CommandResult result, string code) => Assert.True(HasCode(result) == code, $"Another code than {code} in:\n{result.Everything}");

    /// <summary>Fails the test when the output holds an error of ours.</summary>
    public static void HasNone(CommandResult result) => Assert.DoesNotMatch(Coded(), result.Everything);

    [GeneratedRegex(@"\berror (?<code>IB\d{4}):")]
    private static partial Regex Coded();
}
