using System.Globalization;
using Humanizer;
using WebApi.Domain;

namespace WebApi;

/// <summary>Endpoints that show that the image has what an application needs: settings, time zones, cultures, a way out.</summary>
public static class BasicEndpoints
{
    private static readonly DateTime Started = DateTime.UtcNow;

    public static void MapBasics(this WebApplication app)
    {
        app.MapGet("/", (IConfiguration settings) => settings["Greeting"]);

        app.MapGet("/health", async (NoteStore notes, OutsideServices outside, CancellationToken stopped) => new
        {
            Notes = await notes.CountAsync(),
            Up = (DateTime.UtcNow - Started).Humanize(culture: CultureInfo.InvariantCulture),
            Outside = await outside.AskAsync(stopped),
        });

        app.MapGet("/time", (string zone, WorldClock clock) =>
            clock.Now(zone) is { } time ? Results.Ok(time) : Results.NotFound($"No time zone is called {zone}."));

        // Without ICU this answers with invariant names, or throws because there is no such culture.
        app.MapGet("/culture", (string? name) =>
        {
            var culture = CultureInfo.GetCultureInfo(name ?? "de-DE", predefinedOnly: true);
            return new
            {
                culture.Name,
                Language = culture.NativeName,
                Number = 1234567.89.ToString("N2", culture),
                Day = new DateTime(2024, 2, 29).ToString("D", culture),
            };
        });
    }
}
