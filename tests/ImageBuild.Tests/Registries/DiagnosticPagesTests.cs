using ImageBuild.Diagnostics;
using ImageBuild.Tests.Debian;

namespace ImageBuild.Tests.Registries;

public class DiagnosticPagesTests
{
    [Fact]
    public void Every_code_of_references_and_registries_has_a_page_with_its_title_and_the_code_of_the_sdk()
    {
        foreach (var code in ErrorCodes.All.Where(code => code.Id.StartsWith("IB101", StringComparison.Ordinal) || (code.Id.StartsWith("IB30", StringComparison.Ordinal) && string.CompareOrdinal(code.Id, "IB3080") < 0)))
        {
            var page = string.Join('\n', RepositoryFile.Lines($"docs/diagnostics/{code.Id}.md"));
            Assert.StartsWith($"# {code.Id}: {code.Title}", page, StringComparison.Ordinal);
            Assert.Contains(code.SdkCode ?? "", page, StringComparison.Ordinal);
            Assert.Contains("## Remedy", page, StringComparison.Ordinal);
        }
    }
}
