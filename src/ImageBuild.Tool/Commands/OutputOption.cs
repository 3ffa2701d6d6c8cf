using System.CommandLine;

namespace ImageBuild.Tool.Commands;

/// <summary><c>--output text|json</c>, the same for every command that has it.</summary>
internal static class OutputOption
{
    private const string Json = "json";

    public static Option<string> Create()
    {
        var option = new Option<string>("--output", "-o") { Description = "text for people, json for programs.", DefaultValueFactory = _ => "text" };
        option.AcceptOnlyFromAmong("text", Json);
        return option;
    }

    public static bool IsJson(string? value) => value == Json;
}
