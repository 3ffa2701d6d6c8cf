using System.Text.RegularExpressions;
using ImageBuild.Diagnostics;
using ImageBuild.Tests.Debian;

namespace ImageBuild.Tests.Diagnostics;

/// <summary>Errors are part of the interface: every code can be looked up, and its page says what the code says.</summary>
public sealed partial class ErrorCodesTests
{
    public static TheoryData<string> Ids => [.. ErrorCodes.All.Select(code => code.Id)];

    [Fact]
    public void Identifiers_are_unique() => Assert.Equal(ErrorCodes.All.Count, ErrorCodes.All.DistinctBy(code => code.Id).Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_code_has_an_identifier_a_title_and_a_remedy_of_one_line_each(string id)
    {
        var code = Code(id);
        Assert.Matches(@"\AIB[1-5][0-9]{3}\z", code.Id);
        Assert.All([code.Title, code.Remedy], text => Assert.False(string.IsNullOrWhiteSpace(text) || text.Contains('\n', StringComparison.Ordinal)));
        Assert.False(code.Title.EndsWith('.'), "A title is no sentence.");
        Assert.True(code.Remedy.EndsWith('.'), "A remedy is a sentence.");
        if (code.SdkCode is not null)
            Assert.Matches(@"\A(CONTAINER|NETSDK)[0-9]{4}\z", code.SdkCode);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_code_has_a_page_with_its_title_a_cause_and_a_remedy(string id)
    {
        var code = Code(id);
        var page = Page(id);
        Assert.StartsWith($"# {code.Id}: {code.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains("Cause", page, StringComparison.Ordinal);
        Assert.Contains("Remedy", page, StringComparison.Ordinal);
        if (code.SdkCode is not null)
            Assert.Contains(code.SdkCode, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_belongs_to_a_code_and_stands_in_the_index()
    {
        var pages = Directory.GetFiles(RepositoryFile.Path("docs/diagnostics"), "IB*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        Assert.Equal(ErrorCodes.All.Select(code => code.Id), pages);
        var index = RepositoryFile.Lines("docs/diagnostics/README.md").Where(line => line.StartsWith("| [IB", StringComparison.Ordinal));
        Assert.Equal(ErrorCodes.All.Select(code => $"| [{code.Id}]({code.Id}.md) | {code.Title} | {code.SdkCode} |"), index);
    }

    [Fact]
    public void Codes_that_targets_use_are_codes_of_the_engine()
    {
        var used = Directory.GetFiles(RepositoryFile.Path("src/ImageBuild.Tasks"), "*.targets", SearchOption.AllDirectories)
            .SelectMany(file => UseOfCode().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(used);
        Assert.Subset(ErrorCodes.All.Select(code => code.Id).ToHashSet(), used.ToHashSet());
    }

    [Fact]
    public void An_error_says_what_happened_and_then_what_to_do()
    {
        var code = new ErrorCode("IB9999", "Title", "Do this.");
        var inner = new IOException();
        Assert.Equal("It broke. Do this.", code.Error("It broke.").Message);
        var precise = code.Error("It broke.", "Do that.", inner);
        Assert.Equal(("It broke. Do that.", "It broke.", "Do that."), (precise.Message, precise.Cause, precise.Remedy));
        Assert.Same(inner, precise.InnerException);
        Assert.Same(code, precise.Code);
    }

    private static ErrorCode Code(string id) => ErrorCodes.All.Single(code => code.Id == id);

    private static string Page(string id) => string.Join('\n', RepositoryFile.Lines($"docs/diagnostics/{id}.md")) + "\n";

    [GeneratedRegex("Code=\"(.*?)\"")]
    private static partial Regex UseOfCode();
}
