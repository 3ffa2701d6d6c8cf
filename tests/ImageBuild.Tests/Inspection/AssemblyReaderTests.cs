using ImageBuild.Inspection.Assemblies;

namespace ImageBuild.Tests.Inspection;

/// <summary>Tells two builds of one source from two sources, and what the builds had different.</summary>
public sealed class AssemblyReaderTests
{
    private static readonly TestAssembly Plain = new()
    {
        Attributes = [("AssemblyInformationalVersion", ["1.0.0+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]), ("AssemblyMetadata", ["BuildDate", "2026-01-01T10:00:00Z"])],
        Resource = [1, 2, 3],
        TypeName = Local('A'),
    };

    [Fact]
    public void The_facts_of_an_assembly_are_read()
    {
        var facts = Read(Plain);
        Assert.Equal(("Orders", new Version(1, 0, 0, 0), Plain.ModuleVersionId, "/_/Orders.pdb"), (facts.Name, facts.Version, facts.ModuleVersionId, facts.SymbolPath));
        Assert.Equal((true, (DateTimeOffset?)null, false, false), (facts.IsDeterministic, facts.CompiledAt, facts.IsReadyToRun, facts.IsSigned));
        Assert.Equal(
            [new("AssemblyInformationalVersion", "1.0.0+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), new("AssemblyMetadata(BuildDate)", "2026-01-01T10:00:00Z")], facts.Attributes);
        Assert.NotNull(facts.Resources);
    }

    [Fact]
    public void A_file_that_is_not_deterministic_has_a_time() =>
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), Read(Plain with { IsDeterministic = false, TimeStamp = 1_700_000_000 }).CompiledAt);

    private static readonly (string What, Func<TestAssembly, TestAssembly> Change, string[] Facts, bool IsSameProgram)[] Cases =
    [
        ("nothing", assembly => assembly, [], true),
        ("the module version id", assembly => assembly with { ModuleVersionId = Guid.NewGuid() }, ["module version id", "symbol id"], true),
        ("the folder", assembly => assembly with { SymbolPath = "/home/somebody/with/a/long/name/Orders.pdb" }, ["symbol path"], true),
        ("the commit", assembly => assembly with { Attributes = [("AssemblyInformationalVersion", ["1.0.0+bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]), assembly.Attributes[1]] }, ["AssemblyInformationalVersion"], true),
        ("a date", assembly => assembly with { Attributes = [assembly.Attributes[0], ("AssemblyMetadata", ["BuildDate", "2026-01-02T10:00:00Z"])] }, ["AssemblyMetadata(BuildDate)"], true),
        ("the version", assembly => assembly with { Version = new Version(1, 0, 9000, 1234) }, ["assembly version"], true),
        ("the switch", assembly => assembly with { IsDeterministic = false, TimeStamp = 1_700_000_000 }, ["deterministic", "compile time", "symbol id"], true),
        ("the hash of a path in a type name", assembly => assembly with { TypeName = Local('B') }, [], true),
        ("a text of the code", assembly => assembly with { Text = "world" }, ["code"], false),
        ("a name", assembly => assembly with { TypeName = Local('A').Replace("Helper", "Halper", StringComparison.Ordinal) }, ["metadata"], false),
        ("a resource", assembly => assembly with { Resource = [1, 2, 4] }, ["resources"], false),
        ("a path in the code", assembly => assembly with { Text = "/home/a/Program.cs" }, ["paths in the code", "code"], false),
    ];

    public static TheoryData<string> Changes => [.. Cases.Select(change => change.What)];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Of_two_builds_the_facts_that_differ_are_told(string what)
    {
        var (_, change, facts, isSameProgram) = Cases.Single(one => one.What == what);
        var difference = AssemblyChange.Between(Read(Plain), Read(change(Plain)));
        Assert.Equal(facts, difference.Differences.Select(fact => fact.Fact));
        Assert.Equal(isSameProgram, difference.IsSameProgram);
    }

    [Fact]
    public void Symbols_name_their_sources()
    {
        var facts = AssemblyReader.Read("Tests.pdb", File.ReadAllBytes(Path.ChangeExtension(typeof(AssemblyReaderTests).Assembly.Location, ".pdb")))!;
        Assert.Contains(facts.Sources, source => source.Path.EndsWith("AssemblyReaderTests.cs", StringComparison.Ordinal) && source.Checksum.Length == 64);
    }

    [Fact]
    public void An_assembly_and_its_symbols_have_one_id()
    {
        var assembly = typeof(AssemblyReaderTests).Assembly.Location;
        Assert.Equal(AssemblyReader.Read("a.dll", File.ReadAllBytes(assembly))!.SymbolId, AssemblyReader.Read("a.pdb", File.ReadAllBytes(Path.ChangeExtension(assembly, ".pdb")))!.SymbolId);
    }

    [Fact]
    public void Native_code_made_beforehand_is_told() =>
        Assert.True(AssemblyReader.Read("System.Private.CoreLib.dll", File.ReadAllBytes(typeof(object).Assembly.Location))!.IsReadyToRun);

    [Theory]
    [InlineData("a.dll", "no assembly")]
    [InlineData("a.dll", "")]
    [InlineData("a.pdb", "Microsoft C/C++ MSF 7.00")]
    [InlineData("a.pdb", "BSJB and nothing else")]
    [InlineData("a.exe", "MZ")]
    public void What_is_none_has_no_facts(string path, string content) => Assert.Null(AssemblyReader.Read(path, System.Text.Encoding.ASCII.GetBytes(content)));

    [Fact]
    public void A_file_whose_methods_all_name_one_large_body_is_not_hashed_for_hours() =>
        Assert.Null(AssemblyReader.Read("a.dll", (new TestAssembly { Methods = 50_000 }).Write()));

    [Theory]
    [InlineData("app/a.dll", true)]
    [InlineData("app/a.exe", true)]
    [InlineData("app/a.pdb", true)]
    [InlineData("app/libdll", false)]
    [InlineData("app/a.json", false)]
    public void Names_decide_which_files_are_looked_into(string path, bool isCandidate) => Assert.Equal(isCandidate, AssemblyReader.IsCandidate(path));

    private static AssemblyFacts Read(TestAssembly assembly) => AssemblyReader.Read("Orders.dll", assembly.Write())!;

    /// <summary>What the compiler calls a type that is local to a file.</summary>
    private static string Local(char digit) => $"<Program>F{new string(digit, 64)}__Helper";
}
