namespace WebApi.Domain;

/// <summary>A moment as a clock on the wall of a place shows it.</summary>
/// <param name="Zone">The name of the zone in the IANA database.</param>
/// <param name="LocalTime">ISO 8601 with the offset from UTC.</param>
/// <param name="DaylightSaving">Whether the clocks of the zone are put forward now.</param>
public record ZoneTime(string Zone, string LocalTime, bool DaylightSaving);
