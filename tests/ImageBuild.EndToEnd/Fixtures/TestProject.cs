namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>A project in a folder of its own, made from the lines a user would write.</summary>
internal sealed class TestProject
{
    private readonly List<string> _properties = [];
    private readonly List<string> _items = [];
    private readonly List<string> _targets = [];
    private readonly string _sdk;

    private TestProject(string folder, string name, string sdk)
    {
        Folder = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        Name = name;
        _sdk = sdk;
    }

    public string Folder { get; }

    public string Name { get; }

    public string File => Path.Combine(Folder, $"{Name}.csproj");

    /// <summary>A web application with the endpoints of <see cref="Sources.Web"/>.</summary>
    public static TestProject Web(string folder, string name = "Web") =>
        new TestProject(folder, name, "Microsoft.NET.Sdk.Web").Containing("Program.cs", Sources.Web);

    /// <summary>A program that prints <see cref="Sources.ConsoleGreeting"/> and ends.</summary>
    public static TestProject Console(string folder, string name = "Tool") =>
        new TestProject(folder, name, "Microsoft.NET.Sdk").Property("OutputType", "Exe").Containing("Program.cs", Sources.Console);

    /// <summary>A library with one class.</summary>
    public static TestProject Library(string folder, string name = "Words") =>
        new TestProject(folder, name, "Microsoft.NET.Sdk").Containing("Greeting.cs", Sources.Library(name));

    /// <summary>References the packed package as a user does.</summary>
    public TestProject WithImageBuild() =>
        Item($"""<PackageReference Include="ImageBuild.Tasks" Version="{PackedPackages.Version}" PrivateAssets="all" />""");

    public TestProject Property(string name, string value)
    {
        _properties.Add($"<{name}>{value}</{name}>");
        return Save();
    }

    /// <param name="xml">An item as it stands in a project file.</param>
    public TestProject Item(string xml)
    {
        _items.Add(xml);
        return Save();
    }

    /// <param name="xml">A target as it stands in a project file.</param>
    public TestProject Target(string xml)
    {
        _targets.Add(xml);
        return Save();
    }

    /// <summary>Writes a file of the project.</summary>
    public TestProject Containing(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllText(file, text);
        return Save();
    }

    private TestProject Save()
    {
        System.IO.File.WriteAllText(File, $"""
            <Project Sdk="{_sdk}">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                {string.Join("\n    ", _properties)}
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", _items)}
              </ItemGroup>
              {string.Join("\n  ", _targets)}
            </Project>

            """);
        return this;
    }
}
