using System.Runtime.CompilerServices;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>A machine as the search sees it: variables, a home folder, a network, a clock. Nothing of the real one but /bin/sh.</summary>
public sealed class TestMachine : IDisposable
{
    /// <summary>Stands for every secret in these tests, so that one check finds it in any message.</summary>
    public const string Secret = "s3cr3t";

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public TestMachine()
    {
        Home = Directory.CreateTempSubdirectory("imagebuild-credentials-").FullName;
        Environment = new CredentialEnvironment
        {
            Variable = name => _variables.GetValueOrDefault(name),
            HomeFolder = Home,
            ContainersFolder = Path.Combine(Home, "run-uid"),
            Http = Network,
            DirectHttp = Network,
            Time = Clock,
            HelperTimeout = TimeSpan.FromSeconds(20),
        };
    }

    public string Home { get; }

    public FakeNetwork Network { get; } = new();

    public FakeClock Clock { get; } = new();

    public CredentialEnvironment Environment { get; }

    public string? this[string variable]
    {
        get => _variables.GetValueOrDefault(variable);
        set
        {
            if (value is null)
                _variables.Remove(variable);
            else
                _variables[variable] = value;
        }
    }

    /// <summary>Writes a file below the home folder and gives its path.</summary>
    public string Write(string relative, string content)
    {
        var path = Path.Combine(Home, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Puts a program made of shell lines on PATH.</summary>
    public string Program(string name, string script)
    {
        var path = Write(Path.Combine("bin", name), $"#!/bin/sh\n{script}\n");
        SetExecutable(path, true);
        this["PATH"] = Path.GetDirectoryName(path);
        return path;
    }

    public static void SetExecutable(string path, bool executable)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | (executable ? UnixFileMode.UserExecute : 0));
    }

    public CredentialSearch Search(CredentialSearchOptions? options = null) => new(Environment, options);

    public ValueTask<CredentialSearchResult> FindAsync(
        string host, CredentialPurpose purpose = CredentialPurpose.Push, string repository = "team/app", CredentialSearchOptions? options = null) =>
        Search(options).SearchAsync(host, repository, purpose, CancellationToken.None);

    /// <summary>Searches, expects a coded failure, and expects that no secret is in it, however it is printed.</summary>
    public async Task<ImageBuildException> FailureAsync(
        ErrorCode code, string host, CredentialPurpose purpose = CredentialPurpose.Push, [CallerMemberName] string test = "")
    {
        var failure = await Assert.ThrowsAsync<ImageBuildException>(async () => await FindAsync(host, purpose));
        Assert.True(code == failure.Code, $"{test}: {failure}");
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }

    public void Dispose()
    {
        Network.Dispose();
        Directory.Delete(Home, recursive: true);
    }
}
