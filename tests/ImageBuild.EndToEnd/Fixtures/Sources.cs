namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The programs under test, as small as their purpose allows.</summary>
internal static class Sources
{
    public const string WebGreeting = "Hello from the image";

    public const string ConsoleGreeting = "Done in the image";

    /// <summary>Asks the image for what an application needs: a server, time zones, cultures, a user who is not root.</summary>
    public const string Web = $$"""
        using System.Globalization;

        var app = WebApplication.Create(args);
        app.MapGet("/", () => "{{WebGreeting}}");
        app.MapGet("/user", () => File.ReadLines("/proc/self/status").Single(line => line.StartsWith("Uid:")).Split('\t')[1]);
        app.MapGet("/time", (string zone) =>
            TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(new DateTime(2024, 7, 1, 0, 0, 0, DateTimeKind.Utc)).ToString());
        app.MapGet("/culture", (string name) => 1234.5.ToString("N1", CultureInfo.GetCultureInfo(name, predefinedOnly: true)));
        app.Run();
        """;

    public const string Console = $$"""
        Console.WriteLine("{{ConsoleGreeting}}");
        """;

    /// <summary>One public class with one constant.</summary>
    public static string Library(string name) => $$"""
        namespace {{name}};

        public static class Greeting
        {
            public const string Text = "Hello";
        }
        """;
}
