using System.Globalization;
using System.Text.RegularExpressions;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Tests.Debian;
using ImageBuild.Tests.Sdk;
using ImageBuild.Transfers;

namespace ImageBuild.Tests.Publishing;

/// <summary>docs/bad-input.md is this test's table: what each wrong value leads to here, and what the SDK makes of it.</summary>
public sealed partial class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var row in Table())
                rows.Add(row[0], row[1], row[2], row[3]);
            return rows;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_has_at_least_60_values() => Assert.True(Rows.Count >= 60, $"{Rows.Count} rows.");

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_wrong_value_is_refused_with_its_code(string what, string written, string code, string sdk)
    {
        _ = sdk;
        var error = Assert.Throws<ImageBuildException>(() => Give(what, Value(written)));
        Assert.Equal(Regex.Match(code, "IB[0-9]{4}").Value, error.Code.Id);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_SDK_says_what_the_table_says(string what, string written, string code, string sdk)
    {
        _ = code;
        Assert.Equal(sdk, SdksAnswer(what, Value(written)));
    }

    private void Give(string what, string value)
    {
        switch (what)
        {
            case "ContainerRepository":
                ImageNames.Repository(value, "App", NullBuildLog.Instance);
                break;
            case "ContainerImageTag":
                ImageNames.Tags(value, "");
                break;
            case "ContainerImageTags":
                ImageNames.Tags("", value);
                break;
            case "ContainerRegistry":
                ImageReference.Create(value, "app");
                break;
            case "ContainerBaseImage":
                ImageLocation.Parse(value);
                break;
            case "ContainerRuntimeIdentifier":
                Platform.FromRuntimeIdentifier(value);
                break;
            case "ContainerPort":
                Check(with => with with { Ports = [value] });
                break;
            case "ContainerUser":
                Check(with => with with { User = value });
                break;
            case "ContainerLabel":
                Check(with => with with { Labels = [new(value, "x")] });
                break;
            case "ContainerEnvironmentVariable":
                Check(with => with with { Environment = [new(value, "x")] });
                break;
            case "ContainerEnvironmentVariables":
                PropertyLists.Pairs(value, what);
                break;
            case "ContainerWorkingDirectory":
                Check(with => with with { WorkingDirectory = value });
                break;
            case "ContainerVolume":
                Check(with => with with { Volumes = [value] });
                break;
            case "ContainerStopSignal":
                Check(with => with with { StopSignal = value });
                break;
            case "ContainerHealthcheckInterval":
                Healthcheck.Parse(["/app/App"], value, "", "", "");
                break;
            case "ContainerFile TargetPath":
                ExtraFile.Create(_folder.File("file"), value, "", "");
                break;
            case "ContainerFile Mode":
                ExtraFile.Create(_folder.File("file"), "/file", value, "");
                break;
            case "ContainerFile Owner":
                ExtraFile.Create(_folder.File("file"), "/file", "", value);
                break;
            case "ContainerFolder":
                ImageFolder.Parse(value, "", "");
                break;
            case "ContainerAnnotation Scope":
                ImageAnnotation.Parse("key", "x", value);
                break;
            case "ContainerCreated":
                CreatedTime.Resolve(value, null, _folder.Path);
                break;
            case "SOURCE_DATE_EPOCH":
                CreatedTime.Resolve(null, value, _folder.Path);
                break;
            default:
                throw new InvalidOperationException($"The table has a row for '{what}', this test does not know it.");
        }
    }

    private static void Check(Func<ExecutionRequest, ExecutionRequest> change) => RequestValidation.Check(Requests.With(change));

    private static string SdksAnswer(string what, string value) => what switch
    {
        "ContainerPort" => SdksPort(value),
        "ContainerRepository" or "ContainerImageTag" or "ContainerImageTags" or "ContainerRegistry" or "ContainerBaseImage" or "ContainerEnvironmentVariable" => SdksParser(what, value),
        "ContainerUser" or "ContainerLabel" or "ContainerWorkingDirectory" => "taken as it is",
        "ContainerRuntimeIdentifier" => "CONTAINER1011, if the base lacks it",
        _ => "",
    };

    /// <summary>The task that looks at names, given one wrong value and otherwise good ones.</summary>
    private static string SdksParser(string what, string value)
    {
        var task = new SdkTask("ParseContainerProperties")
        {
            ["FullyQualifiedBaseImageName"] = what == "ContainerBaseImage" ? value : "registry.example/base:1",
            ["ContainerRegistry"] = what == "ContainerRegistry" ? value : "",
            ["ContainerRepository"] = what == "ContainerRepository" ? value : "app",
            ["ContainerImageTag"] = what == "ContainerImageTag" ? value : "",
            ["ContainerImageTags"] = what == "ContainerImageTags" ? value.Split(';') : [],
            ["ContainerEnvironmentVariables"] = what == "ContainerEnvironmentVariable" ? new[] { value } : [],
        };
        try
        {
            if (!task.Execute())
                return task.Errors[0];
        }
        catch (System.Reflection.TargetInvocationException exception)
        {
            return exception.InnerException!.GetType().Name;
        }

        if (task.Warnings.Count > 0)
            return $"{task.Warnings[0]}, a warning";
        return what == "ContainerRepository" && (string?)task["NewContainerRepository"] is { } repository && repository != value ? $"becomes `{repository}`" : "taken as it is";
    }

    private static string SdksPort(string value)
    {
        object?[] arguments = [value, null, null];
        var method = SdkAssembly.Containers.GetType("Microsoft.NET.Build.Containers.ContainerHelpers", throwOnError: true)!
            .GetMethods().Single(method => method.Name == "TryParsePort" && method.GetParameters().Length == 3);
        return (bool)method.Invoke(null, arguments)! ? "taken as it is" : "CONTAINER2017";
    }

    private static IEnumerable<string[]> Table() => RepositoryFile.Lines("docs/bad-input.md")
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim()).ToArray())
        .Select(cells => new[] { cells[0].Trim('`'), cells[1], cells[2], cells.Length > 3 ? cells[3] : "" });

    /// <summary>A value as the table writes it: in backticks, with \\n, \\0 and "N letters"; *empty* for nothing.</summary>
    private static string Value(string written)
    {
        if (written == "*empty*")
            return "";
        if (Letters().Match(written) is { Success: true } match)
            return new string('a', int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        return written.Trim('`').Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\0", "\0", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\A\*([0-9]+) times a\*\z")]
    private static partial Regex Letters();
}
