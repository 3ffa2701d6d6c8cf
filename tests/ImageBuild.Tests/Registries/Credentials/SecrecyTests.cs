using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;
using ImageBuild.Registries.Credentials.Cloud;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>Nothing that holds a secret shows it in its text form, and every failure has its page.</summary>
public class SecrecyTests
{
    public static TheoryData<string, object> Holders => new()
    {
        { "basic", new Credential.Basic("me", TestMachine.Secret, "file") },
        { "identity token", new Credential.IdentityToken(TestMachine.Secret, "file") },
        { "bearer", new Credential.Bearer(TestMachine.Secret, "file") },
        { "option", new ExplicitCredential("quay.io", new Credential.Basic("me", TestMachine.Secret, "option")) },
        { "options", new CredentialSearchOptions { Explicit = [new("quay.io", new Credential.Bearer(TestMachine.Secret, "option"))] } },
        { "result", new CredentialSearchResult("quay.io", "quay.io", new Credential.Basic("me", TestMachine.Secret, "file"), []) },
        { "entry", new DockerConfigEntry { Auth = TestMachine.Secret, Password = TestMachine.Secret, IdentityToken = TestMachine.Secret, RegistryToken = TestMachine.Secret } },
        { "request", new ProcessRequest("/bin/helper", ["--password", TestMachine.Secret], TestMachine.Secret) },
        { "result of a program", new ProcessResult(0, TestMachine.Secret, TestMachine.Secret) },
        { "AWS keys", new AwsCredentials("AKIA", TestMachine.Secret, TestMachine.Secret, "file") },
        { "access token", new AccessToken(TestMachine.Secret, DateTimeOffset.MaxValue, "file") },
        { "cloud login", new CloudLogin(new Credential.Basic("AWS", TestMachine.Secret, "ECR"), DateTimeOffset.MaxValue) },
        { "response", new CloudResponse(200, TestMachine.Secret, _ => TestMachine.Secret) },
    };

    [Theory]
    [MemberData(nameof(Holders), DisableDiscoveryEnumeration = true)]
    public void The_text_form_holds_no_secret(string name, object holder) =>
        Assert.False(holder.ToString()!.Contains(TestMachine.Secret, StringComparison.Ordinal), name);

    [Fact]
    public void Every_code_has_a_page_that_names_it()
    {
        var pages = Path.Combine(Root(), "docs", "diagnostics");
        var codes = ErrorCodes.All.Where(code => string.CompareOrdinal(code.Id, "IB3080") >= 0 && string.CompareOrdinal(code.Id, "IB3099") <= 0).ToList();

        Assert.Equal(7, codes.Count);
        Assert.All(codes, code =>
        {
            var page = File.ReadAllText(Path.Combine(pages, $"{code.Id}.md"));
            Assert.StartsWith($"# {code.Id}: {code.Title}\n", page, StringComparison.Ordinal);
            Assert.Contains("## Cause", page, StringComparison.Ordinal);
            Assert.Contains("## Remedy", page, StringComparison.Ordinal);
            if (code.SdkCode is { } sdk)
                Assert.Contains(sdk, page, StringComparison.Ordinal);
        });
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ImageBuild.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
