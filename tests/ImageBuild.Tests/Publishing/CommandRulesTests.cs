using System.Reflection;
using ImageBuild.Diagnostics;
using ImageBuild.Publishing;
using ImageBuild.Tests.Sdk;

namespace ImageBuild.Tests.Publishing;

/// <summary>Which entrypoint and command an image has: the truth table of the SDK's container support.</summary>
public sealed class CommandRulesTests
{
    private static readonly MethodInfo SdksRule = SdkAssembly.Containers.GetType("Microsoft.NET.Build.Containers.ImageBuilder", throwOnError: true)!
        .GetMethod("DetermineEntrypointAndCmd", BindingFlags.Static | BindingFlags.NonPublic)!;

    public static TheoryData<string> Instructions => ["", "Entrypoint", "DefaultArgs", "None"];

    // app = the command that starts the application, a = AppCommandArgs, d = DefaultArgs, e = Entrypoint, x = EntrypointArgs, b = the base's entrypoint
    [Theory]
    [InlineData("", "app", "", "app |")]
    [InlineData("", "app a d", "", "app a | d")]
    [InlineData("", "app a d", "b", "app a | d")] // with a warning
    [InlineData("Entrypoint", "app a d", "b", "app a | d")]
    [InlineData("DefaultArgs", "app a d", "b", "b | app a d")]
    [InlineData("DefaultArgs", "app a d e x", "b", "e x | app a d")]
    [InlineData("DefaultArgs", "app a d", "", " | app a d")]
    [InlineData("DefaultArgs", "app", "dotnet", " | app")] // the base's own "dotnet" would start twice
    [InlineData("DefaultArgs", "app", "/usr/bin/dotnet", " | app")]
    [InlineData("DefaultArgs", "app", "/other/dotnet", "/other/dotnet | app")]
    [InlineData("None", "d e x", "b", "e x | d")]
    [InlineData("None", "d", "b", "b | d")]
    [InlineData("None", "", "", " |")]
    [InlineData("", "app e", "", "e | app")]
    [InlineData("", "app e x d", "b", "e x | app d")]
    [InlineData("", "app x", "b", "app | x")] // as it was before there was an AppCommand
    public void The_command_is_made_of_items_and_the_instruction(string instruction, string items, string baseEntrypoint, string expected) =>
        Assert.Equal(expected.Trim(), Ours(instruction, Words(items), Words(baseEntrypoint), NullBuildLog.Instance).Trim());

    [Theory]
    [InlineData("", "app x d", "CONTAINER2024")]
    [InlineData("DefaultArgs", "app x", "CONTAINER2024")]
    [InlineData("Entrypoint", "a", "CONTAINER2025")]
    [InlineData("None", "a", "CONTAINER2025")]
    [InlineData("None", "app", "CONTAINER2026")]
    [InlineData("Entrypoint", "app e", "CONTAINER2028")]
    public void Items_that_contradict_each_other_are_refused(string instruction, string items, string sdkCode)
    {
        var error = Assert.Throws<ImageBuildException>(() => Ours(instruction, Words(items), [], NullBuildLog.Instance));
        Assert.Equal(ErrorCodes.InvalidCommand, error.Code);
        Assert.Contains(sdkCode, error.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "app", "b", true)]
    [InlineData("", "app", "dotnet", false)]
    [InlineData("", "app e", "b", false)]
    [InlineData("Entrypoint", "app", "b", false)]
    public void Replacing_the_entrypoint_of_the_base_unasked_is_worth_a_warning(string instruction, string items, string baseEntrypoint, bool warns)
    {
        var log = new LogOfLines();
        Ours(instruction, Words(items), Words(baseEntrypoint), log);
        Assert.Equal(warns, log.Warnings.Any(warning => warning.StartsWith("IB1015: ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Every_combination_gives_what_the_SDK_gives(string instruction)
    {
        string[] all = ["app", "a", "d", "e", "x"];
        string[] bases = ["", "b", "b c", "dotnet", "/usr/bin/dotnet"];
        for (var chosen = 0; chosen < 1 << all.Length; chosen++)
        {
            string[] items = [.. all.Where((_, at) => (chosen & (1 << at)) != 0)];
            foreach (var baseEntrypoint in bases.Select(Words))
            {
                string ours;
                try
                {
                    ours = Ours(instruction, items, baseEntrypoint, NullBuildLog.Instance);
                }
                catch (ImageBuildException)
                {
                    ours = "refused";
                }

                Assert.Equal((instruction, string.Join(' ', items), string.Join(' ', baseEntrypoint), Sdks(instruction, items, baseEntrypoint)), (instruction, string.Join(' ', items), string.Join(' ', baseEntrypoint), ours));
            }
        }
    }

    private static string Ours(string instruction, string[] items, string[] baseEntrypoint, IBuildLog log)
    {
        var request = Requests.Platform.Execution with
        {
            Instruction = instruction.Length == 0 ? AppCommandInstruction.Inferred : Enum.Parse<AppCommandInstruction>(instruction),
            AppCommand = Only("app", items),
            AppCommandArgs = Only("a", items),
            DefaultArgs = Only("d", items),
            Entrypoint = Only("e", items),
            EntrypointArgs = Only("x", items),
        };
        var (entrypoint, command) = CommandRules.Decide(request, baseEntrypoint, [], log);
        return $"{string.Join(' ', entrypoint)} | {string.Join(' ', command)}";
    }

    private static string Sdks(string instruction, string[] items, string[] baseEntrypoint)
    {
        var isRefused = false;
        var result = SdksRule.Invoke(null,
        [
            Only("e", items), Only("x", items), Only("d", items), Only("app", items), Only("a", items), instruction, baseEntrypoint,
            (Action<string>)(_ => { }), (Action<string, string?>)((_, _) => isRefused = true),
        ]);
        var (entrypoint, command) = ((string[], string[]))result!;
        return isRefused ? "refused" : $"{string.Join(' ', entrypoint)} | {string.Join(' ', command)}";
    }

    private static string[] Only(string item, string[] items) => items.Contains(item) ? [item] : [];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
