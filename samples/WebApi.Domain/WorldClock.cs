using System.Globalization;
using NodaTime;

namespace WebApi.Domain;

/// <summary>Says what time it is somewhere. Reads the time zones of the operating system, so it fails where there are none.</summary>
public class WorldClock(TimeProvider time)
{
    /// <param name="zone">A name of the IANA database, such as Europe/Berlin.</param>
    /// <returns>Nothing when the zone is unknown.</returns>
    public ZoneTime? Now(string zone)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var system))
            return null;

        var utc = time.GetUtcNow();
        var offset = Offset.FromTimeSpan(system.GetUtcOffset(utc));
        var local = Instant.FromDateTimeOffset(utc).WithOffset(offset);
        return new ZoneTime(
            system.Id,
            local.ToString("uuuu-MM-dd'T'HH:mm:sso<m>", CultureInfo.InvariantCulture),
            system.IsDaylightSavingTime(utc));
    }
}
