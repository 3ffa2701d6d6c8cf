using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using ImageBuild.Publishing;
using ImageBuild.Tests.Debian;

namespace ImageBuild.Tests.Architecture;

/// <summary>What the library shows to the outside is recorded, so that it changes on purpose.</summary>
public sealed class PublicApiTests
{
    private const string Record = "tests/ImageBuild.Tests/Architecture/public-api.txt";
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>What the compiler writes for every record.</summary>
    private static readonly HashSet<string> OfRecords = new(StringComparer.Ordinal) { "Equals", "GetHashCode", "ToString", "Deconstruct", "<Clone>$", "op_Equality", "op_Inequality" };

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(double)] = "double", [typeof(char)] = "char",
        [typeof(string)] = "string", [typeof(byte)] = "byte", [typeof(object)] = "object", [typeof(uint)] = "uint",
    };

    [Fact]
    public void The_public_surface_is_the_recorded_one()
    {
        var actual = Surface(typeof(ImageBuilder).Assembly);
        // Recording anew: IMAGEBUILD_RECORD_API=1 dotnet test tests/ImageBuild.Tests --filter PublicApiTests; then look at the difference.
        if (Environment.GetEnvironmentVariable("IMAGEBUILD_RECORD_API") == "1")
            File.WriteAllText(RepositoryFile.Path(Record), actual);
        var recorded = File.ReadAllText(RepositoryFile.Path(Record)).ReplaceLineEndings("\n");
        var (added, removed) = (Lines(actual).Except(Lines(recorded)).ToList(), Lines(recorded).Except(Lines(actual)).ToList());
        Assert.True(added.Count + removed.Count == 0, $"Added:\n{string.Join('\n', added)}\nRemoved:\n{string.Join('\n', removed)}\nRecord it where that is meant (see this test).");
        Assert.Equal(recorded, actual);
    }

    /// <summary>Every line names its type, so that a difference can be read by itself.</summary>
    private static string Surface(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(FullName(type)).Append('\n');
            foreach (var member in type.GetMembers(Declared).Where(member => IsShown(type, member)).Select(Describe).Order(StringComparer.Ordinal))
                text.Append("  ").Append(FullName(type)).Append(" : ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsShown(Type type, MemberInfo member) =>
        member is not Type
        && !(member is MethodBase { IsSpecialName: true } and not ConstructorInfo)
        && !(member is FieldInfo { IsSpecialName: true })
        && !OfRecords.Contains(member.Name)
        && !(type.IsSubclassOf(typeof(Delegate)) || (type.IsEnum && member is MethodInfo))
        && !member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        _ => "class",
    };

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})",
        PropertyInfo property => $"{(property.GetMethod?.IsStatic == true ? "static " : "")}{Name(property.PropertyType)} {property.Name} {{ get;{(property.SetMethod is { IsPublic: true } ? " init;" : "")} }}",
        FieldInfo field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = default" : "")}"));

    private static string FullName(Type type) => $"{type.Namespace}.{Name(type)}";

    private static string Name(Type type)
    {
        if (Words.TryGetValue(type, out var word))
            return word;
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (type.IsByRef)
            return $"ref {Name(type.GetElementType()!)}";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        var name = type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
