using System.Text.RegularExpressions;
using ImageBuild.Tests.Debian;

namespace ImageBuild.Tests.Architecture;

/// <summary>The rooms of the engine use each other in one direction.</summary>
public sealed partial class RoomTests
{
    /// <summary>Room: the rooms it may use. Changing a line changes the architecture; say why in the commit.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Diagnostics"] = [],
        ["Content"] = ["Diagnostics"],
        ["Tar"] = ["Diagnostics", "Content"],
        ["Elf"] = ["Tar"],
        ["Compression"] = ["Diagnostics", "Content"],
        ["Images"] = ["Diagnostics", "Content"],
        ["Layers"] = ["Diagnostics", "Content", "Tar", "Compression", "Images"],
        ["Debian"] = ["Diagnostics", "Content", "Tar", "Compression", "Layers"],
        ["Locking"] = ["Diagnostics", "Content", "Debian"],
        ["Frameworks"] = ["Diagnostics", "Content", "Tar", "Layers"],
        ["Registries"] = ["Diagnostics", "Content", "Images"],
        ["Layouts"] = ["Diagnostics", "Content", "Tar", "Compression", "Images"],
        ["Transfers"] = ["Diagnostics", "Content", "Images", "Registries", "Layouts"],
        ["Publishing"] =
        [
            "Diagnostics", "Content", "Tar", "Elf", "Compression", "Images", "Layers", "Debian", "Locking", "Frameworks", "Registries", "Layouts", "Transfers",
        ],
        ["Inspection"] = ["Diagnostics", "Content", "Tar", "Compression", "Images", "Layers", "Debian", "Locking", "Frameworks", "Registries", "Layouts", "Transfers"],
    };

    public static TheoryData<string> Rooms =>
        [.. Directory.GetDirectories(RepositoryFile.Path("src/ImageBuild")).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"))];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_rooms_below_it(string room)
    {
        Assert.True(MayUse.ContainsKey(room), $"Say in this table what src/ImageBuild/{room} may use.");
        var used = Directory.GetFiles(RepositoryFile.Path($"src/ImageBuild/{room}"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => File.ReadLines(file).SelectMany(line => UseOfRoom().Matches(line)).Select(match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Subset(MayUse[room].Append(room).ToHashSet(StringComparer.Ordinal), used);
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_file_says_the_namespace_of_its_room(string room)
    {
        foreach (var file in Directory.GetFiles(RepositoryFile.Path($"src/ImageBuild/{room}"), "*.cs", SearchOption.AllDirectories))
            Assert.Contains(File.ReadLines(file), line => line.StartsWith($"namespace ImageBuild.{room}", StringComparison.Ordinal));
    }

    [Fact]
    public void The_arrows_of_the_table_never_form_a_circle()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        while (done.Count < MayUse.Count)
        {
            var next = MayUse.Keys.Where(room => !done.Contains(room) && MayUse[room].All(done.Contains)).ToList();
            Assert.NotEmpty(next);
            done.UnionWith(next);
        }
    }

    /// <summary>A using directive, an alias, or a name written in full.</summary>
    [GeneratedRegex(@"(?:^using\b.*?|global::)ImageBuild\.([A-Z]\w+)")]
    private static partial Regex UseOfRoom();
}
