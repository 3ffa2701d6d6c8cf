using System.Globalization;

namespace ImageBuild.Inspection.Assemblies;

/// <summary>A fact that two assemblies or symbol files state differently.</summary>
/// <param name="Fact">"module version id", "symbol path", "AssemblyInformationalVersion".</param>
/// <param name="Before">What the first says; null for nothing.</param>
/// <param name="After">What the second says; null for nothing.</param>
public sealed record AssemblyDifference(string Fact, string? Before, string? After);

/// <summary>How two assemblies or symbol files of one name differ.</summary>
/// <param name="Before">What the first says of itself.</param>
/// <param name="After">What the second says of itself.</param>
/// <param name="Differences">The facts that differ.</param>
public sealed record AssemblyChange(AssemblyFacts Before, AssemblyFacts After, IReadOnlyList<AssemblyDifference> Differences)
{
    internal const string ModuleVersionId = "module version id";
    internal const string SymbolId = "symbol id";
    internal const string SymbolPath = "symbol path";
    internal const string Sources = "source files";
    internal const string EmbeddedPaths = "paths in the code";
    internal const string AssemblyVersion = "assembly version";
    internal const string CompileTime = "compile time";
    internal const string Code = "code";
    private const string SourceText = "source text";

    /// <summary>What differs whenever anything differs: the compiler derives them from its output, and the build writes sources of its own.</summary>
    private static readonly string[] Derived = [ModuleVersionId, SymbolId, SourceText];

    /// <summary>Code, metadata and resources are the same: two builds of one program. False for symbol files, which are none.</summary>
    public bool IsSameProgram =>
        Before.Code is not null && Before.Code == After.Code && Before.Metadata == After.Metadata && Before.Resources == After.Resources && Before.IsReadyToRun == After.IsReadyToRun;

    /// <summary>Whether nothing differs but these facts and what follows from them.</summary>
    internal bool IsExplainedBy(IEnumerable<string> facts) => Differences.Select(difference => difference.Fact).Except(Derived).All(facts.Contains) && Before.Code == After.Code;

    /// <summary>Compares what two files say of themselves. Pure.</summary>
    public static AssemblyChange Between(AssemblyFacts before, AssemblyFacts after)
    {
        var differences = new List<AssemblyDifference>();
        Add("name", before.Name, after.Name);
        Add(AssemblyVersion, before.Version?.ToString(), after.Version?.ToString());
        foreach (var attribute in before.Attributes.Concat(after.Attributes).Select(pair => pair.Key).Distinct().Order(StringComparer.Ordinal))
            Add(attribute, Values(before, attribute), Values(after, attribute));
        Add(ModuleVersionId, before.ModuleVersionId?.ToString(), after.ModuleVersionId?.ToString());
        Add("deterministic", Word(before.IsDeterministic), Word(after.IsDeterministic));
        Add(CompileTime, Time(before.CompiledAt), Time(after.CompiledAt));
        Add(SymbolPath, before.SymbolPath, after.SymbolPath);
        Add(SymbolId, before.SymbolId, after.SymbolId);
        AddFirst(Sources, before.Sources, after.Sources, source => source.Path, source => source.Path);
        AddFirst(SourceText, before.Sources, after.Sources, source => source.Checksum, source => source.Path);
        AddFirst(EmbeddedPaths, before.EmbeddedPaths, after.EmbeddedPaths, path => path, path => path);
        Add("compiled ahead of time (ReadyToRun)", Word(before.IsReadyToRun), Word(after.IsReadyToRun));
        Add("signed", Word(before.IsSigned), Word(after.IsSigned));
        Add(Code, before.Code?.ToString(), after.Code?.ToString());
        Add("metadata", before.Metadata?.ToString(), after.Metadata?.ToString());
        Add("resources", before.Resources?.ToString(), after.Resources?.ToString());
        return new AssemblyChange(before, after, differences);

        void Add(string fact, string? old, string? now)
        {
            if (old != now)
                differences.Add(new AssemblyDifference(fact, old, now));
        }

        // Hundreds of files lie in one folder: the first that differs tells it.
        void AddFirst<T>(string fact, IReadOnlyList<T> olds, IReadOnlyList<T> news, Func<T, string> key, Func<T, string> text)
            where T : class
        {
            var gone = olds.ExceptBy(news.Select(key), key).FirstOrDefault();
            var come = news.ExceptBy(olds.Select(key), key).FirstOrDefault();
            if (gone is not null || come is not null)
                differences.Add(new AssemblyDifference(fact, gone is null ? null : text(gone), come is null ? null : text(come)));
        }
    }

    private static string? Values(AssemblyFacts facts, string attribute)
    {
        var values = facts.Attributes.Where(pair => pair.Key == attribute).Select(pair => pair.Value).ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }

    private static string Word(bool value) => value ? "yes" : "no";

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
